import type { Space } from '../scope.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 24 of 62 characters: 142 bits. */
const secretLength = 24;
const shownCharacters = 4;
/** The largest multiple of 62 in a byte: bytes above it would make some characters likelier than others. */
const unbiasedBelow = 248;

/** Random bytes to give to `formatApiKey`: 16 times too few for the odds of 3 % a byte to matter. */
export const apiKeyRandomBytes = 64;

/** A key: `rk_live_` or `rk_test_`, then 24 letters and digits from `random`, and what is shown of it later. */
export function formatApiKey(space: Space, random: Uint8Array): { key: string; keyPrefix: string } {
  const usable = random.filter((byte) => byte < unbiasedBelow).subarray(0, secretLength);
  if (usable.length < secretLength) throw new RangeError('too few random bytes for a key');
  const secret = Array.from(usable, (byte) => alphabet[byte % alphabet.length]).join('');
  const prefix = `rk_${space}_`;
  return { key: prefix + secret, keyPrefix: prefix + secret.slice(0, shownCharacters) };
}

/** Whether a text could be a key at all: what could not is not worth an HMAC. */
export function isApiKeyText(text: string): boolean {
  return /^rk_(?:live|test)_[0-9A-Za-z]{24}$/.test(text);
}
