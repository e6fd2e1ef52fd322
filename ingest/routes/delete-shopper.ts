import { encodeErasure, eventKey } from '#log/codec.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { scopeOfTenant } from '#runtime/http/scope-of-request.ts';
import { EraseShopperParams, EraseShopperQuery, ErasureReceipt } from '#schemas/http/shoppers.ts';
import { isStorableText } from '#schemas/storable-text.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { recordAct } from './record-admin-act.ts';

/** DELETE /tenants/:id/users/:userId: puts the erasure of one shopper on the log, behind all that was accepted of theirs. */
export function deleteShopper(deps: Pick<IngestDeps, 'appends' | 'database' | 'directory' | 'now'>): Route {
  const { appends, directory, now } = deps;
  return {
    method: 'DELETE',
    path: '/api/v1/tenants/:id/users/:userId',
    auth: 'admin_or_key_write',
    limit: 'write',
    operationId: 'eraseShopper',
    summary: 'Erase one shopper: events, models and attributions. A key erases in its own space only',
    tag: 'Shoppers',
    params: EraseShopperParams,
    query: EraseShopperQuery,
    answers: { 202: ErasureReceipt },
    async handler(request, reply) {
      const scope = scopeOfTenant(request, directory, 'write');
      const { userId } = request.params as { userId: string };
      if (!isStorableText(userId)) {
        const message = 'Remove U+0000 and lone surrogates from the user id.';
        throw new Problem(400, message, { errors: [{ path: '/userId', message, code: 'unstorable_text' }] });
      }
      const requestedAtMs = now();
      const value = encodeErasure({ scope, userId, requestedAtMs });
      await orUnavailable(appends.append('events', [{ key: eventKey(scope, userId), value }]));
      // Without the shopper, whose id would outlive the erasure.
      await orUnavailable(recordAct(deps, request, { action: 'shopper.erased', detail: {} }));
      reply.code(202);
      const space = directory.tenantOfScope(scope)?.scopes.live === scope ? 'live' : 'test';
      return success({ userId, space, requestedAt: new Date(requestedAtMs).toISOString() });
    },
  };
}
