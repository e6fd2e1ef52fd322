/**
 * Whether the shopper may be remembered. `pending`: nothing is stored or sent until the shopper decides; what happens meanwhile waits in memory. `denied`: no id is
 * kept, and nothing is told of the shopper.
 */
export type Consent = 'granted' | 'pending' | 'denied';

/** What holds: the browser's Global Privacy Control is a denial, whatever the page says. */
export const consentInForce = (said: Consent | undefined): Consent =>
  (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ? 'denied' : said || 'granted';
