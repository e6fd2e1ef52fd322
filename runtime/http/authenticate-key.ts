import type { AccessDirectory, ApiKey, Tenant } from '#domain/access/tenant.ts';
import { Problem } from './problem.ts';
import { tenantSuspended } from './tenant-of.ts';
import { unauthorized } from './unauthorized.ts';

export const keyPattern = /^rk_(?:live|test)_/;

export type KeyHolder = { key: ApiKey; tenant: Tenant };
export type AuthenticateKey = (key: string, needsWrite: boolean) => KeyHolder | Promise<KeyHolder>;

/** Finds whose key it is, without a promise if the key is known; throws a 401, 403 or 503 that says why the key is refused. A key that may not do this is noted: no caller comes of it. */
export function createKeyAuthentication(
  directory: AccessDirectory,
  learn: () => Promise<void> = async () => {},
  noteAnswer: (key: ApiKey, status: number) => void = () => {},
): AuthenticateKey {
  const allow = (found: ReturnType<AccessDirectory['authenticateKey']>, needsWrite: boolean): KeyHolder => {
    if (!found.ok) throw refusals[found.reason]();
    if (!needsWrite || found.key.permissions === 'read_write') return found;
    const refusal = writeKeyNeeded();
    noteAnswer(found.key, refusal.status);
    throw refusal;
  };
  return (key, needsWrite) => {
    const found = directory.authenticateKey(key);
    if (!found.ok && found.reason === 'unknown' && keyPattern.test(key))
      return learn().then(() => allow(directory.authenticateKey(key), needsWrite));
    return allow(found, needsWrite);
  };
}

/** The key that was sent may only read. */
export const writeKeyNeeded = (): Problem =>
  new Problem(403, 'Insufficient permissions: write access required', {
    errors: [
      {
        path: '',
        message: 'Send a key with the permissions `read_write`, and keep it on your server: this one is `read`.',
        code: 'read_key',
      },
    ],
  });

const refusals = {
  unknown: () => unauthorized('key', 'This API key is not valid, or was revoked.'),
  suspended: tenantSuspended,
  unavailable: () =>
    new Problem(503, 'This key cannot be looked up just now: try again.', { headers: { 'retry-after': '1' } }),
};
