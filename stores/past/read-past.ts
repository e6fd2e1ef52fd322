import type { TenantConfig } from '#domain/access/tenant.ts';
import { createPastModels, type PastModels } from '#domain/evaluation/past-models.ts';
import type { Holdout } from '#domain/experiments/holdout.ts';
import { compileRules } from '#domain/rules/compile-rules.ts';
import type { Scope } from '#domain/scope.ts';
import { placementOf } from '#domain/serving/resolve-question.ts';
import type { Way } from '#domain/what-if/answer-by.ts';
import { sha256 } from '#runtime/sha256.ts';
import { historySince, readCatalogAt } from '../catalog/catalog-history.ts';
import type { Database } from '../postgres/database.ts';
import type { Moment } from './moment.ts';
import { readControlAt } from './read-control-at.ts';
import { readPastRecords, refuseTooMany } from './read-past-records.ts';

/** Whose past is asked about; the configuration is that of now. */
export type PastPlace = { tenantId: string; scope: Scope; placementId: string; config: TenantConfig };

/** Everything that decided answers at a moment. */
export type Past = {
  /** Makes the models of it, which takes seconds of CPU: outside of the transaction in which it was read, since Postgres ends one that rests. */
  fold(): PastModels;
  way: Way;
  /** How much was known. */
  records: number;
  products: number;
  /** What is not as it was, in sentences. */
  notes: string[];
};

/** Reads it from Postgres. Who is held out is as it is now. Throws `TooMuchPast` if there are more than `most` events and answers. */
export async function readPast(
  database: Pick<Database, 'query'>,
  { tenantId, scope, placementId, config }: PastPlace,
  moment: Moment,
  limits: { most: number; signal: AbortSignal },
): Promise<Past> {
  const control = await readControlAt(database, { tenantId, placementId, config }, moment.control);
  const holdout = await readHoldout(database, tenantId);
  const catalog = await readCatalogAt(database, scope, moment.catalog);
  if (!moment.isExact) await refuseTooMany(database, scope, moment.until, limits.most);
  const records = await readPastRecords(database, scope, moment, limits);
  const { unknown, rules, rulesOfAll, widget, experiment } = control;
  const plan = compileRules(rules, rulesOfAll);
  const placement = placementOf(
    { tenantId, config: control.config },
    { version: '0', widget, rules: plan, experiment, holdout },
    (text) => sha256(text).readUInt32BE(0),
  );
  const notes = [...unknown, ...(await gapsIn(database, scope, moment.at))];
  return {
    fold() {
      const models = createPastModels(scope, { partitions: 1 + (records.at(-1)?.partition ?? 0) });
      for (const change of catalog) models.put(change);
      for (const { partition, record } of records) models.apply(partition, record);
      return models;
    },
    way: { config: control.config, placement, rules: plan },
    records: records.length,
    products: catalog.length,
    notes,
  };
}

async function readHoldout(database: Pick<Database, 'query'>, tenantId: string): Promise<Holdout | undefined> {
  const { rows } = await database.query<Holdout>(
    'SELECT tenant_id AS "tenantId", percent, treatment FROM holdouts_in_force WHERE tenant_id = $1',
    [tenantId],
  );
  return rows[0];
}

/** Counters are kept longer than the events that they count: by them it is known whether there were earlier ones. */
async function gapsIn(database: Pick<Database, 'query'>, scope: Scope, at: Date): Promise<string[]> {
  const since = await historySince(database);
  const { rows } = await database.query<{ since: Date }>(
    `SELECT raw_kept_since() AS since FROM analytics_daily
     WHERE version = (SELECT live_version FROM projections WHERE name = 'analytics') AND scope = $1 AND day < raw_kept_since() LIMIT 1`,
    [scope],
  );
  return [
    ...(at < since
      ? [`changes of the catalog are known from ${since.toISOString()} on: earlier ones are missing`]
      : []),
    ...rows.map(({ since }) => `raw events are kept from ${since.toISOString()} on: the models knew earlier ones too`),
  ];
}
