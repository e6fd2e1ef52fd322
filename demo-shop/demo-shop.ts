import type { Logger } from '#runtime/logger.ts';

/** What the demo shop needs of its tenant. The write key stays on the server; the read key stands in every page. */
export type DemoShop = {
  readonly isOpen: true;
  readonly apiUrl: string;
  readonly writeKey: string;
  readonly readKey: string;
};
/** Why there is no demo shop here, and what would open it, as sentences for people; `isFilling` if it opens by itself in some seconds. */
export type ClosedShop = { readonly isOpen: false; readonly isFilling: boolean; readonly why: string };

export type DemoShopDeps = {
  /** The shop, or why there is none: asked for each page, since the shop opens some seconds after the server. */
  shop: () => DemoShop | ClosedShop;
  logger: Logger;
};
