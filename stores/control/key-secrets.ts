import { createHmac, randomBytes } from 'node:crypto';
import { apiKeyRandomBytes, formatApiKey } from '#domain/access/api-key.ts';
import type { Space } from '#domain/scope.ts';

/** Makes a new API key from the system's random bytes. */
export function createKey(space: Space): { key: string; keyPrefix: string } {
  return formatApiKey(space, randomBytes(apiKeyRandomBytes));
}

/** Returns what is stored of a key: its HMAC-SHA256 under the server's secret. */
export function hmacOfKey(key: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(key).digest();
}
