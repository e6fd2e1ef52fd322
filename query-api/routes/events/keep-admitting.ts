import type { FastifyRequest } from 'fastify';
import { tokenRevoked } from '#runtime/http/access-token.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { adminOf } from '../admin-of.ts';

const lookUpTokenEveryMs = 1_000;

/**
 * Returns a check that rejects with the problem a new request of this caller would be answered with: as soon as the tenant is suspended or deleted, and
 * within a second of the end of the session. A token that expires ends the stream by itself.
 */
export function keepAdmitting(
  request: FastifyRequest,
  { directory, revokedTokens }: Pick<QueryApiDeps, 'directory' | 'revokedTokens'>,
): () => Promise<void> {
  const caller = adminOf(request);
  // The request itself was checked a moment ago.
  let checkedAtMs = performance.now();
  return async () => {
    tenantOf(request, directory, 'write');
    if (performance.now() - checkedAtMs < lookUpTokenEveryMs) return;
    if (await revokedTokens.isRevoked(caller)) throw tokenRevoked();
    checkedAtMs = performance.now();
  };
}
