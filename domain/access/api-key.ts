import type { Space } from '../scope.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 24 of 62 characters: 142 bits. */
const secretLength = 24;
const shownCharacters = 4;
/** The largest multiple of 62 in a byte: bytes above it would make some characters likelier than others. */
const unbiasedBelow = 248;

/** Random bytes to give to `formatApiKey`. It drops 3 % of bytes and needs 24, so 64 are practically always enough. */
export const apiKeyRandomBytes = 64;

/** Returns a key (`rk_live_` or `rk_test_`, then 24 letters and digits from `random`) and the prefix by which it is shown later. */
export function formatApiKey(space: Space, random: Uint8Array): { key: string; keyPrefix: string } {
  const usable = random.filter((byte) => byte < unbiasedBelow).subarray(0, secretLength);
  if (usable.length < secretLength) throw new RangeError('too few random bytes for a key');
  const secret = Array.from(usable, (byte) => alphabet[byte % alphabet.length]).join('');
  const prefix = `rk_${space}_`;
  return { key: prefix + secret, keyPrefix: prefix + secret.slice(0, shownCharacters) };
}

/** Whether a text has the form of a key; for other texts no HMAC need be computed. */
export function isApiKeyText(text: string): boolean {
  return /^rk_(?:live|test)_[0-9A-Za-z]{24}$/.test(text);
}
