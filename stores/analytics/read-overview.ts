import { type Kpis, kpisOf, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import type { Space } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { readSums } from './read-sums.ts';
import { resolveWindow } from './resolve-window.ts';

export type LocalOverview = { from: string; to: string; timeZone: string; current: Kpis; previous: Kpis };

/** The figures of the last days of a tenant, in its time zone, beside those of the days before: as `/analytics/overview`, from the database itself. */
export async function readOverview(
  database: Database,
  tenantId: string,
  space: Space,
  days: number,
): Promise<LocalOverview> {
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ scope: number; time_zone: string }>(
      `SELECT s.scope, coalesce(t.config->>'timeZone', 'UTC') AS time_zone FROM scopes s JOIN tenants t USING (tenant_id)
       WHERE tenant_id = $1 AND s.space = $2`,
      [tenantId, space],
    );
    const { scope, time_zone: timeZone } = rows[0] ?? { scope: 0, time_zone: 'UTC' };
    const asked = { from: null, to: null, timeZone, now: new Date(), defaultDays: days };
    const { previousFrom, from, to } = await resolveWindow(client, asked);
    const pieces = piecesOf([previousFrom, from, to].map(Number));
    const sums = await readSums(client, [scope], pieces, {});
    const of = (bucket: number) => kpisOf(sums.find((row) => row.bucket === bucket) ?? noSums);
    return { from: from.toISOString(), to: to.toISOString(), timeZone, current: of(1), previous: of(0) };
  });
}
