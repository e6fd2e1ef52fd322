import type { ShownEvent } from '#schemas/http/track.ts';
import type { WidgetProduct } from '#schemas/http/widget-products.ts';
import type { WidgetLook } from '#schemas/http/widgets.ts';
import type { Ask } from './ask.ts';
import type { Settings } from './settings.ts';
import type { Shopper } from './shopper/shopper.ts';

/** A product as a template or a renderer of the shop's own gets it; the price also as the shopper reads it. */
export type ShownItem = WidgetProduct;
/** Draws one product. What the shopper sees and clicks of it is told by itself. */
export type Render = (item: ShownItem, look: WidgetLook) => Node;

/** What all placements of a page share. */
export type Page = {
  settings: Pick<Settings, 'productId' | 'nonce'>;
  shopper: Pick<Shopper, 'consent' | 'named'>;
  ask: Ask;
  /** Takes the server's time, as it came with an answer just now. */
  hearTime(serverMs: number): void;
  /** Tells what happened to a product under the token of its answer. */
  report(token: string, eventType: ShownEvent['eventType'], productId: string): void;
  /** Keeps what a menu over a product would lead to. */
  remember(href: string, token: string, productId: string): void;
  /** Calls back once the shopper has seen an item. */
  watch(item: Element, onSeen: () => void): void;
  /** The shop's own, by placement. */
  renderers: Readonly<Record<string, Render>>;
};
