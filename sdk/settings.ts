import type { Consent } from './shopper/consent.ts';

/** What a page says about itself: by the attributes of the tag, or to `start`. */
export type Settings = {
  /** A read key: it stands in the page, for everybody to read. */
  apiKey: string;
  /** Where RecomEngine is, without a path. */
  apiUrl: string;
  /** The shop's own id of a shopper who is logged in, and the proof of it where the tenant demands one. */
  userId?: string | undefined;
  userHash?: string | undefined;
  consent?: Consent | undefined;
  /** The product that this page shows: it is told as viewed, and placements ask with it. */
  productId?: string | undefined;
  /** The name of the array that the shop pushes GA4 events to; they are not heard if it is left out. */
  dataLayer?: string | undefined;
  /** Stylesheets of browsers before Chrome 73, Firefox 101 and Safari 16.4 carry it, for the page's content security policy. */
  nonce?: string | undefined;
};

/**
 * The settings in the attributes of a script tag; the server is where the script is from, unless `data-api-url` says another. A page may write anything there: without a
 * key the server refuses, and a word that is no consent tells and keeps nothing, as `pending` does.
 */
export function settingsOf({ src, nonce, dataset }: HTMLScriptElement): Settings {
  return {
    ...(dataset as Omit<Settings, 'apiUrl' | 'nonce'>),
    apiUrl: (dataset.apiUrl || new URL(src).origin).replace(/\/+$/, ''),
    nonce,
  };
}
