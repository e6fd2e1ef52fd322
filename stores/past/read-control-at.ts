import { mergeTenantConfig, type TenantConfigChange } from '#domain/access/default-tenant-config.ts';
import type { TenantConfig } from '#domain/access/tenant.ts';
import type { RunningExperiment } from '#domain/experiments/experiment.ts';
import type { PlacementRules } from '#domain/rules/rule.ts';
import { defaultWidgetConfig, mergeWidgetConfig, type Widget } from '#domain/widgets/widget.ts';
import type { Database } from '../postgres/database.ts';

/** What a tenant had set for a placement at a time. */
export type PastControl = {
  config: TenantConfig;
  /** Of the placement, and of all placements. */
  rules: PlacementRules | undefined;
  rulesOfAll: PlacementRules | undefined;
  widget: Pick<Widget, 'config'> | undefined;
  experiment: RunningExperiment | undefined;
  /** What cannot be known any more, in sentences. */
  unknown: string[];
};

type Asking = Pick<Database, 'query'>;

/**
 * Reads it from the trail of what admins did and from the versions that are kept. `config` is what is set now: changes since are taken back, the newest first. What was removed altogether, or
 * is among versions that are kept no longer, is told in `unknown`. `at` is a time as Postgres reads and writes it, since a `Date` has no microseconds: two changes may have one millisecond.
 */
export async function readControlAt(
  database: Asking,
  { tenantId, placementId, config }: { tenantId: string; placementId: string; config: TenantConfig },
  at: string,
): Promise<PastControl> {
  const [rules, rulesOfAll, widget] = [
    await versionAt<PlacementRules['rules']>(database, 'rules', { tenantId, placementId }, at),
    await versionAt<PlacementRules['rules']>(database, 'rules', { tenantId, placementId: '*' }, at),
    await versionAt<Partial<Widget['config']>>(database, 'widget', { tenantId, placementId }, at),
  ];
  return {
    config: await configAt(database, tenantId, config, at),
    rules: rulesFrom(rules, { tenantId, placementId }),
    rulesOfAll: rulesFrom(rulesOfAll, { tenantId, placementId: '*' }),
    widget:
      widget.kept === undefined ? undefined : { config: mergeWidgetConfig(defaultWidgetConfig, widget.kept.value) },
    experiment: await experimentAt(database, tenantId, placementId, at),
    unknown: [
      ...(rules.isForgotten || rulesOfAll.isForgotten
        ? ['the rules of then are not kept any more: those of after are used']
        : []),
      ...(widget.isForgotten ? ['the widget of then is not kept any more: that of after is used'] : []),
    ],
  };
}

async function configAt(database: Asking, tenantId: string, now: TenantConfig, at: string): Promise<TenantConfig> {
  const { rows } = await database.query<{ before: { config?: TenantConfigChange } }>(
    `SELECT detail -> 'before' AS before FROM audit_log
     WHERE tenant_id = $1 AND action = 'tenant.updated' AND at > $2 AND detail -> 'before' ? 'config' ORDER BY audit_id DESC`,
    [tenantId, at],
  );
  return rows.reduce((config, { before }) => mergeTenantConfig(config, before.config ?? {}), now);
}

const versionTables = {
  rules: { kept: 'placement_rule_versions', of: 'placement_rules', id: 'list_id', value: 'rules' },
  widget: { kept: 'widget_config_versions', of: 'widget_configs', id: 'widget_id', value: 'config' },
} as const;

type Version<Value> = {
  kept: { version: number; id: string; value: Value; at: Date } | undefined;
  isForgotten: boolean;
};

/** The last version until then; if that is not kept, the first that is. */
async function versionAt<Value>(
  database: Asking,
  kind: keyof typeof versionTables,
  { tenantId, placementId }: { tenantId: string; placementId: string },
  at: string,
): Promise<Version<Value>> {
  const { kept, of, id, value } = versionTables[kind];
  const { rows } = await database.query<{ version: number; id: string; value: Value; at: Date; isThen: boolean }>(
    `SELECT v.version, v.${id} AS id, v.${value} AS value, v.at, v.at <= $3 AS "isThen" FROM ${kept} v JOIN ${of} o USING (${id})
     WHERE o.tenant_id = $1 AND o.placement_id = $2 ORDER BY v.at > $3, CASE WHEN v.at > $3 THEN v.version ELSE -v.version END LIMIT 1`,
    [tenantId, placementId, at],
  );
  const [found] = rows;
  if (found === undefined || found.isThen) return { kept: found, isForgotten: false };
  // Version 1 came later: then there was nothing.
  return found.version === 1 ? { kept: undefined, isForgotten: false } : { kept: found, isForgotten: true };
}

const rulesFrom = (
  { kept }: Version<PlacementRules['rules']>,
  of: { tenantId: string; placementId: string },
): PlacementRules | undefined =>
  kept === undefined
    ? undefined
    : { ...of, listId: kept.id, version: kept.version, rules: kept.value, updatedAt: kept.at };

/** The experiment that ran on the placement then. */
async function experimentAt(
  database: Asking,
  tenantId: string,
  placementId: string,
  at: string,
): Promise<RunningExperiment | undefined> {
  const { rows } = await database.query<RunningExperiment>(
    `SELECT e.experiment_id AS "experimentId", e.tenant_id AS "tenantId", e.placement_id AS "placementId", control_strategy AS "controlStrategy",
            variant_strategy AS "variantStrategy", traffic_split AS "trafficSplit"
     FROM experiments e JOIN experiment_periods p USING (experiment_id)
     WHERE e.tenant_id = $1 AND e.placement_id = $2 AND p.started_at <= $3 AND (p.ended_at IS NULL OR p.ended_at > $3)`,
    [tenantId, placementId, at],
  );
  return rows[0];
}
