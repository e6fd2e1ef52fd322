import type { Recommendation } from '#schemas/http/recommendations.ts';
import type { WidgetLook } from '#schemas/http/widgets.ts';
import type { Page, ShownItem } from '../page.ts';
import { quietly } from '../quietly.ts';
import { card, emptyCard } from '../render/card.ts';
import { frame } from '../render/frame.ts';
import { ownTemplate } from '../render/own-template.ts';
import { priceText } from '../render/price-text.ts';
import { linkUrl } from '../render/safe-url.ts';
import { askFor } from './ask-for.ts';
import { languageAt } from './language-at.ts';
import { onClicked } from './on-clicked.ts';
import { createStand } from './stand.ts';

/** A page asks so often how its widgets look: with the second that a save takes, it is on every page within 35. */
const revalidateMs = 30_000;

/** A place in the page where a widget stands. */
export type Placement = {
  readonly placementId: string;
  /** Tells whether the shopper is near: the first time it asks, and while they are it follows changes of its look. */
  near(isNear: boolean): void;
  /** Asks anew, if it has asked before. */
  refresh(): void;
  /** Stops; what is shown stays. */
  close(): void;
};

/** Opens a placement at an element. It is empty as long as there is nothing to show, and leaves if the server says that it may not ask. */
export function openPlacement(element: HTMLElement, page: Page): Placement {
  const { ask, report, remember, watch, renderers } = page;
  const placementId = element.dataset.recomenginePlacement || '';
  const show = createStand(element, page.settings.nonce);
  let look = '';
  let isNear = false;
  let hasAnswer = false;
  let timer: number | undefined;
  /** Of two questions under way, the answer to the older one is not shown. */
  let newest: unknown;

  function draw(items: readonly Recommendation[], look: WidgetLook, token: string | undefined): void {
    const language = languageAt(element);
    const render = renderers[placementId] || quietly(() => ownTemplate(element)) || card;
    // A fault in what the shop draws by takes no product from the page.
    const drawn = (item: ShownItem) => quietly(() => render(item, look)) || card(item, look);
    const widget = frame(
      look,
      items.map((item) => drawn({ ...item, priceText: priceText(item.price, look.currency, language) })),
      language,
    );
    show(widget.root);
    if (token)
      widget.items.forEach((item, n) => {
        const { productId, url } = items[n]!;
        watch(item, () => report(token, 'recommendation_impressed', productId));
        onClicked(
          item,
          () => report(token, 'recommendation_clicked', productId),
          () => remember(linkUrl(url), token, productId),
        );
      });
  }

  /** Asks how the widget looks, and for products if that has changed. */
  async function load(mustAsk?: boolean, cache?: RequestCache): Promise<void> {
    const mine = {};
    newest = mine;
    clearTimeout(timer);
    const looked = await ask<WidgetLook, unknown>(`widgets/${encodeURIComponent(placementId)}`, cache);
    let { status } = looked;
    const text = JSON.stringify(looked.data);
    if (mine === newest && looked.data && (mustAsk || !hasAnswer || text !== look)) {
      if (!hasAnswer) show(skeleton(looked.data));
      const answer = await askFor(element, page, looked.data.maxItems);
      status = answer.status;
      if (mine === newest && answer.data) {
        look = text;
        hasAnswer = true;
        if (answer.data.length) draw(answer.data, looked.data, answer.token);
        else show();
      }
    }
    if (mine !== newest) return;
    const isRefused = status > 399 && status < 500 && status !== 429;
    if (isRefused || !hasAnswer) show();
    if (isRefused) hasAnswer = false;
    else timer = setTimeout(follow, revalidateMs);
  }

  function follow(): void {
    if (isNear && !document.hidden) load(false, 'no-cache');
    else timer = setTimeout(follow, revalidateMs);
  }

  return {
    placementId,
    near(is) {
      isNear = is;
      if (is && !newest) load();
    },
    refresh() {
      if (newest) load(true);
    },
    close() {
      clearTimeout(timer);
      newest = {};
    },
  };
}

function skeleton(look: WidgetLook): HTMLElement {
  const { root } = frame(
    look,
    Array.from({ length: look.maxItems }, () => emptyCard(look)),
  );
  root.classList.add('recomengine-waiting');
  root.setAttribute('aria-hidden', 'true');
  return root;
}
