import { createEffect, createSignal, on, onCleanup, onMount } from 'solid-js';
import { moneyIn } from '#console/format/numbers.ts';
import type { Recommendation } from '#schemas/http/recommendations.ts';
import type { WidgetLook } from '#schemas/http/widgets.ts';

/** A page of a shop: the tag's own script draws into it. Its colours are the page's, as letters of a widget are. */
const pageOf = (isDark: boolean) =>
  `<!doctype html><html lang="en"><head><title>Preview</title></head><body style="margin:0;padding:16px;font-family:system-ui,sans-serif;${
    isDark
      ? 'background:#15171a;color:#eceae2;color-scheme:dark'
      : 'background:#ffffff;color:#1d1f1a;color-scheme:light'
  }"><main><div data-recomengine-placement="preview"></div></main></body></html>`;
const leastHeightPx = 240;

/**
 * A widget as it would look in a shop that is so wide: the real tag of shops draws it, from a look that need not be saved and from these products. Within the frame the tag's
 * questions are answered from here, so nothing goes to the API and nothing is told of what is seen.
 */
export function PreviewFrame(props: {
  look: WidgetLook;
  items: readonly Recommendation[];
  widthPx: number;
  isDark: boolean;
}) {
  const [heightPx, setHeightPx] = createSignal(leastHeightPx);
  const [stageWidthPx, setStageWidthPx] = createSignal(0);
  /** A shop that is wider than the room for it is shown smaller, as a whole. */
  const scale = () => (stageWidthPx() === 0 ? 1 : Math.min(1, stageWidthPx() / props.widthPx));
  let stage!: HTMLElement;
  let frame!: HTMLIFrameElement;
  let growing: ResizeObserver | undefined;
  onMount(() => {
    const fitting = new ResizeObserver(([entry]) => setStageWidthPx(entry?.contentRect.width ?? 0));
    fitting.observe(stage);
    onCleanup(() => fitting.disconnect());
  });
  onCleanup(() => growing?.disconnect());

  function start(): void {
    const shop = frame.contentWindow as (Window & typeof globalThis) | null;
    if (shop === null) return;
    const { look, items } = props;
    const money = moneyIn(look.currency);
    const priced = items.map((item) => ({ ...item, priceText: money(item.price) }));
    shop.fetch = async (input) => {
      const data = String(input).includes('/products') ? { look, items: priced } : look;
      return Response.json({ data, meta: {} }, { headers: { date: new Date().toUTCString() } });
    };
    const { document } = shop;
    // A click shows nothing here: there is no shop behind it.
    document.addEventListener('click', (event) => event.preventDefault(), { capture: true });
    const tag = document.createElement('script');
    tag.src = '/v1/recomengine.js';
    tag.dataset.apiKey = 'preview';
    tag.dataset.consent = 'denied';
    document.head.append(tag);
    growing?.disconnect();
    growing = new ResizeObserver(() => setHeightPx(Math.max(leastHeightPx, document.documentElement.scrollHeight)));
    growing.observe(document.body);
  }

  // Another look is another page: the frame begins anew, and `start` runs when it is there.
  createEffect(
    on(
      () => JSON.stringify([props.look, props.items, props.isDark]),
      () => {
        frame.srcdoc = pageOf(props.isDark);
      },
    ),
  );
  return (
    <section ref={stage} class="overflow-hidden rounded-md border border-line bg-sunken p-3" aria-label="Preview">
      <div class="mx-auto" style={{ width: `${props.widthPx * scale()}px`, height: `${heightPx() * scale()}px` }}>
        <iframe
          ref={frame}
          title={`The widget in a shop ${props.widthPx} pixels wide`}
          onLoad={start}
          style={{
            width: `${props.widthPx}px`,
            height: `${heightPx()}px`,
            transform: `scale(${scale()})`,
            'transform-origin': 'top left',
          }}
          class="block rounded-sm"
        />
      </div>
    </section>
  );
}
