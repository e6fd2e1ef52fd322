import type { WidgetProducts } from '#schemas/http/widget-products.ts';
import type { WidgetLook } from '#schemas/http/widgets.ts';
import type { Page, ShownItem } from '../page.ts';
import { quietly } from '../quietly.ts';
import { card, emptyCard } from '../render/card.ts';
import { frame } from '../render/frame.ts';
import { ownTemplate } from '../render/own-template.ts';
import { linkUrl } from '../render/safe-url.ts';
import { askFor } from './ask-for.ts';
import { onClicked } from './on-clicked.ts';
import { createStand } from './stand.ts';

/** A page asks so often how its widgets look: with the second that a save takes, it is on every page within 35. */
const revalidateMs = 30_000;
/** An answer that is there sooner is drawn at once; later than that, empty cards stand for it. */
const patienceMs = 100;

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
  const path = encodeURIComponent(placementId);
  const show = createStand(element, page.settings.nonce);
  /** How what is shown looks, as text; '' before there is an answer. */
  let shown = '';
  let isNear = false;
  let timer: number | undefined;
  /** Of two questions under way, the answer to the older one is not shown. */
  let newest: unknown;

  function draw({ items, look }: WidgetProducts, language: string | undefined, token: string | undefined): void {
    const render = renderers[placementId] || quietly(() => ownTemplate(element)) || card;
    // A fault in what the shop draws by takes no product from the page.
    const drawn = (item: ShownItem) => quietly(() => render(item, look)) || card(item, look);
    const widget = frame(look, items.map(drawn), language);
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

  /** Asks for the widget; while following it, only if it looks otherwise than what is shown. */
  async function load(isFollowing?: boolean): Promise<void> {
    const mine = {};
    newest = mine;
    clearTimeout(timer);
    let { status, data: look } = isFollowing && shown ? await askLook('no-cache') : { status: 200, data: undefined };
    if (mine !== newest) return;
    if (!shown || !isFollowing || (look && JSON.stringify(look) !== shown)) {
      const late = shown ? 0 : setTimeout(() => wait(mine), patienceMs);
      const { data, meta, token, ...answer } = await askFor(path, element, page);
      clearTimeout(late);
      if (mine !== newest) return;
      newest = {};
      status = answer.status;
      if (data) {
        look = data.look;
        shown = JSON.stringify(look);
        if (data.items.length) draw(data, meta && meta.locale, token);
        else show();
      }
    }
    const isRefused = status > 399 && status < 500 && status !== 429;
    if (isRefused || !shown) show();
    if (isRefused) shown = '';
    else timer = setTimeout(follow, revalidateMs);
  }

  const askLook = (cache: RequestCache) => ask<WidgetLook, unknown>(path, [], cache);

  /** Shows that the answer to a question is waited for, and nothing of what was asked before. */
  async function wait(question: unknown): Promise<void> {
    if (question !== newest) return;
    show();
    const { data } = await askLook('force-cache');
    if (data && question === newest) show(skeleton(data));
  }

  function follow(): void {
    if (isNear && !document.hidden) load(true);
    else timer = setTimeout(follow, revalidateMs);
  }

  return {
    placementId,
    near(is) {
      isNear = is;
      if (is && !newest) load();
    },
    refresh() {
      if (newest) load();
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
