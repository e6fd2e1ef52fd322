import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { noSuchTenant, tenantOf, tenantSuspended } from '#runtime/http/tenant-of.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { UserHashSecret } from '#schemas/http/tenants.ts';
import { rotateUserHash } from '#stores/control/rotate-user-hash.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { putInForce } from '../put-in-force.ts';

/** POST /tenants/:id/user-hash-secret: the next secret, shown this once. */
export function userHashRoute({ database, directory, hmacSecret, idempotencyKeys }: QueryApiDeps): Route {
  const { secretOf } = createUserHashes(hmacSecret);
  return {
    method: 'POST',
    path: '/api/v1/tenants/:id/user-hash-secret',
    auth: 'admin',
    limit: 'none',
    summary: 'Make the next secret for `userHash`; this answer alone carries it, the one before is good for a day',
    tag: 'Tenants',
    params: TenantParams,
    answers: { 201: UserHashSecret },
    async handler(request, reply) {
      const { tenantId } = tenantOf(request, directory, 'write');
      const toData = (generation: number) => ({ generation, secret: secretOf(tenantId, generation) });
      const made = await rotateUserHash(
        database,
        actorOf(request),
        tenantId,
        keepAnswer(request, idempotencyKeys, (generation) => ({ status: 201, body: success(toData(generation)) })),
      );
      if (made === 'gone') throw noSuchTenant();
      if (made === 'suspended') throw tenantSuspended();
      reply.status(201);
      return success(toData(made), await putInForce(directory));
    },
  };
}
