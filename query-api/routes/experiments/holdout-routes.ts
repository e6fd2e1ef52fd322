import type { Holdout } from '#domain/experiments/holdout.ts';
import type { Space } from '#domain/scope.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { noSuchTenant, tenantOf, tenantSuspended } from '#runtime/http/tenant-of.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { HoldoutBody, HoldoutQuery, HoldoutView, HoldoutWithWorth } from '#schemas/http/holdout.ts';
import { readWorth, type StoredWorth } from '#stores/experiment-results/read-worth.ts';
import { type HoldoutRecord, readHoldout, setHoldout } from '#stores/experiments/holdout-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { putInForce } from '../put-in-force.ts';
import { experimentRoute } from './experiment-route.ts';
import { worthView } from './worth-view.ts';

/** The standing holdout of a tenant: the shoppers who get no recommendations, so that the worth of recommendations can be measured. */
export function holdoutRoutes({ database, directory, idempotencyKeys }: QueryApiDeps): Route[] {
  const one = { ...experimentRoute, path: '/api/v1/tenants/:id/holdout', params: TenantParams } as const;
  return [
    {
      ...one,
      method: 'GET',
      summary: 'The standing holdout, and what recommendations are worth by it',
      query: HoldoutQuery,
      answers: { 200: HoldoutWithWorth },
      async handler(request) {
        const { tenantId, scopes } = tenantOf(request, directory, 'read');
        const scope = scopes[(request.query as { space?: Space }).space ?? 'live'];
        const now = new Date();
        return database.scoped({ tenantId, scopes: [scope] }, async (client) => {
          const holdout = toView(await readHoldout(client, tenantId));
          const { worth, before } = await readWorth(client, tenantId, scope, now);
          const view = (one: StoredWorth | null) => (one === null ? null : worthView(one, now));
          return success({ ...holdout, worth: view(worth), before: view(before) });
        });
      },
    },
    {
      ...one,
      method: 'PUT',
      summary: 'Turn the holdout on, change it, or turn it off',
      body: HoldoutBody,
      answers: { 200: HoldoutView },
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const change = request.body as Partial<Omit<Holdout, 'tenantId'>>;
        if (Object.keys(change).length === 0)
          throw new Problem(
            400,
            'Say what is to change: `percent` of all shoppers (0 turns it off), `treatment`, or both.',
          );
        const set = await setHoldout(
          database,
          actorOf(request),
          tenantId,
          change,
          keepAnswer(request, idempotencyKeys, (holdout) => ({ status: 200, body: success(toView(holdout)) })),
        );
        if (!set.ok) throw set.reason === 'suspended' ? tenantSuspended() : noSuchTenant();
        return success(toView(set.holdout), await putInForce(directory));
      },
    },
  ];
}

const toView = (holdout: HoldoutRecord | null) =>
  holdout === null
    ? { percent: 0, treatment: 'none', since: null }
    : { percent: holdout.percent, treatment: holdout.treatment, since: holdout.since.toISOString() };
