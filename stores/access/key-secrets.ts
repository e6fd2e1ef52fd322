import { createHmac, randomBytes } from 'node:crypto';
import type { Space } from '#domain/scope.ts';

const randomBytesOfKey = 24;
const shownCharacters = 4;

/** A new API key: `rk_live_` or `rk_test_` and 192 random bits, base64url. */
export function createKey(space: Space): { key: string; keyPrefix: string } {
  const prefix = `rk_${space}_`;
  const key = prefix + randomBytes(randomBytesOfKey).toString('base64url');
  return { key, keyPrefix: key.slice(0, prefix.length + shownCharacters) };
}

/** What is stored of a key: HMAC-SHA256 under the server's secret. */
export function hmacOfKey(key: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(key).digest();
}
