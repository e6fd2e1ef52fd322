import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import {
  ApiKeyCreated,
  ApiKeyList,
  ApiKeyParams,
  type ApiKeyView,
  CreateApiKeyBody,
  defaultReadsPerMinute,
  defaultWritesPerMinute,
  maxActiveKeys,
} from '#schemas/http/api-keys.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { type CreatedKey, insertKey, type KeyRecord, listKeys, revokeKey } from '#stores/control/key-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { ofActiveTenant } from '../of-active-tenant.ts';
import { putInForce } from '../put-in-force.ts';

const tag = 'API keys';
const path = '/api/v1/tenants/:id/api-keys';

/** API keys of a tenant (FR-005, FR-006): shown once, stored as an HMAC, at most 10 active. */
export function apiKeyRoutes({ database, directory, hmacSecret, idempotencyKeys }: QueryApiDeps): Route[] {
  return [
    {
      method: 'GET',
      path,
      auth: 'admin',
      limit: 'none',
      summary: 'Active keys, the oldest first',
      tag,
      params: TenantParams,
      answers: { 200: ApiKeyList },
      async handler(request) {
        const keys = await listKeys(database, tenantOf(request, directory, 'read').tenantId);
        return success(keys.map(toView), { total: keys.length, limit: maxActiveKeys, offset: 0 });
      },
    },
    {
      method: 'POST',
      path,
      auth: 'admin',
      limit: 'none',
      summary: 'Create a key; this answer alone carries it',
      tag,
      params: TenantParams,
      body: CreateApiKeyBody,
      answers: { 201: ApiKeyCreated },
      problems: [409],
      async handler(request, reply) {
        const tenant = tenantOf(request, directory, 'write');
        const {
          name,
          permissions,
          space = 'live',
          readsPerMinute = defaultReadsPerMinute,
          writesPerMinute = defaultWritesPerMinute,
        } = request.body as CreateApiKeyBody;
        const scope = tenant.scopes[space];
        const outcome = await insertKey(
          database,
          actorOf(request),
          tenant.tenantId,
          hmacSecret,
          maxActiveKeys,
          { name, permissions, space, scope, readsPerMinute, writesPerMinute },
          keepAnswer(request, idempotencyKeys, (key) => ({ status: 201, body: success(toCreated(key)) })),
        );
        const created = ofActiveTenant(outcome);
        if (created === 'too_many')
          throw new Problem(409, `A tenant has ${maxActiveKeys} active keys at most: revoke one first.`);
        reply.status(201);
        return success(toCreated(created), await putInForce(directory));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:keyId`,
      auth: 'admin',
      limit: 'none',
      summary: 'Revoke a key',
      tag,
      params: ApiKeyParams,
      answers: { 204: null },
      async handler(request, reply) {
        const tenant = tenantOf(request, directory, 'write');
        const { keyId } = request.params as { keyId: string };
        const kept = keepAnswer(request, idempotencyKeys, () => ({ status: 204, body: null }));
        if (!(await revokeKey(database, actorOf(request), tenant.tenantId, keyId, kept)))
          throw new Problem(404, 'There is no such active key.');
        await putInForce(directory);
        return reply.status(204).send();
      },
    },
  ];
}

function toCreated(created: CreatedKey): ApiKeyCreated {
  const { lastUsedAt: _never, lastDay: _none, ...view } = toView(created);
  return { ...view, key: created.key };
}

function toView(key: KeyRecord): ApiKeyView {
  return {
    id: key.keyId,
    name: key.name,
    keyPrefix: key.keyPrefix,
    permissions: key.permissions,
    space: key.space,
    readsPerMinute: key.readsPerMinute,
    writesPerMinute: key.writesPerMinute,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    lastDay: key.lastDay,
  };
}
