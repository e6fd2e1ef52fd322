import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { EventLog } from '#log/event-log.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { ModelAge, ModelAgeQuery } from '#schemas/http/models.ts';
import type { TailLag } from '../../live-models/open-live-catalog.ts';
import type { LiveModels } from '../../live-models/open-live-models.ts';

type Deps = {
  directory: AccessDirectory;
  log: Pick<EventLog, 'read'>;
  models: Pick<LiveModels, 'lag' | 'version' | 'catalogChangedAtMs' | 'snapshotAgeSeconds'>;
  now: () => number;
};

/** GET /tenants/:id/models: how fresh the models are from which this instance answers. It is no use of the models: what rests stays parked. */
export function modelAgeRoute({ directory, log, models, now }: Deps): Route {
  /** When the first record that is not read yet was appended; null if it has gone meanwhile, or was read. */
  const waitsSinceMs = async ({ topic, partition, position }: TailLag): Promise<number | null> =>
    (await log.read(topic, partition, position, { maxRecords: 1 })).records[0]?.timestampMs ?? null;

  return {
    method: 'GET',
    path: '/api/v1/tenants/:id/models',
    auth: 'admin',
    limit: 'none',
    summary: 'How fresh the models are that answer',
    tag: 'Recommendations',
    params: TenantParams,
    query: ModelAgeQuery,
    answers: { 200: ModelAge },
    async handler(request) {
      const { scopes } = tenantOf(request, directory, 'read');
      const { space = 'live' } = request.query as { space?: 'live' | 'test' };
      const askedAtMs = now();
      const lags = await models.lag();
      const waiting = await Promise.all(lags.filter(({ lag }) => lag > 0).map(waitsSinceMs));
      const changedAtMs = models.catalogChangedAtMs(scopes[space]);
      return success({
        behind: lags.reduce((sum, { lag }) => sum + lag, 0),
        knownUntil: new Date(Math.min(askedAtMs, ...waiting.map((ms) => ms ?? askedAtMs))).toISOString(),
        version: models.version(scopes[space]),
        catalogChangedAt: changedAtMs === null ? null : new Date(changedAtMs).toISOString(),
        positions: lags.map(({ topic, partition, position, lag }) => ({
          topic,
          partition,
          offset: String(position),
          behind: lag,
        })),
        snapshotAgeSeconds: models.snapshotAgeSeconds(),
      } satisfies ModelAge);
    },
  };
}
