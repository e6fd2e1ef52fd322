import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PlacementRules, Rule } from '#domain/rules/rule.ts';
import { maxRuledPlacements } from '#schemas/http/rules.ts';
import { keptVersions } from '#schemas/http/versions.ts';
import type { Database } from '../postgres/database.ts';
import type { Written } from './control-kind.ts';
import { type Actor, type KeepAnswer, recordAct } from './record-act.ts';
import { rulesColumns, toPlacementRules } from './rules-kind.ts';
import { type SeenVersions, type Stale, staleIn } from './seen-versions.ts';
import { inActiveTenant, type TenantNotActive } from './tenant-store.ts';

/** Why a list was not saved: it is not at a version that was seen; it is there, and none was named; the tenant has rules on all placements it may. */
export type NotSaved = Stale | 'not_seen' | 'too_many';

type Wanted = { tenantId: string; placementId: string; seen: SeenVersions };

/** Saves the whole list of a placement as its next version. */
export async function saveRules(
  database: Database,
  actor: Actor,
  { tenantId, placementId, seen }: Wanted,
  rules: readonly Rule[],
  keepAnswer?: KeepAnswer<PlacementRules>,
): Promise<PlacementRules | TenantNotActive | NotSaved> {
  return inActiveTenant(database, tenantId, async (client) => {
    const known = await readIn(client, tenantId, placementId);
    const notSeen = notSeenIn(known, seen);
    if (notSeen !== null) return notSeen;
    if (rules.length > 0 && (await countOthers(client, tenantId, placementId)) >= maxRuledPlacements) return 'too_many';
    const saved = await save(client, actor, tenantId, placementId, rules);
    await record(client, actor, saved, 'rules.changed', { rules: rules.map(({ id }) => id) });
    await keepAnswer?.(client, saved);
    return saved;
  });
}

/** Makes an earlier version the next one. `absent` where it is not kept. */
export async function rollBackRules(
  database: Database,
  actor: Actor,
  { tenantId, placementId, seen }: Wanted,
  version: number,
  keepAnswer?: KeepAnswer<PlacementRules>,
): Promise<PlacementRules | TenantNotActive | Stale | 'not_seen' | 'absent'> {
  return inActiveTenant(database, tenantId, async (client) => {
    const known = await readIn(client, tenantId, placementId);
    const notSeen = notSeenIn(known, seen);
    if (notSeen !== null) return notSeen;
    const { rows } = await client.query<{ rules: Rule[] }>(
      'SELECT rules FROM placement_rule_versions WHERE tenant_id = $1 AND list_id = $2 AND version = $3',
      [tenantId, known?.listId, version],
    );
    if (rows[0] === undefined) return 'absent';
    const saved = await save(client, actor, tenantId, placementId, rows[0].rules);
    await record(client, actor, saved, 'rules.rolled_back', { to: version });
    await keepAnswer?.(client, saved);
    return saved;
  });
}

/** Whoever replaces a list that is there must say that it was seen. */
const notSeenIn = (known: PlacementRules | undefined, seen: SeenVersions): Stale | 'not_seen' | null =>
  known !== undefined && seen === null ? 'not_seen' : staleIn(known?.version ?? 0, seen);

export async function readIn(
  client: pg.PoolClient,
  tenantId: string,
  placementId: string,
): Promise<PlacementRules | undefined> {
  const { rows } = await client.query<Written<PlacementRules>>(
    `SELECT ${rulesColumns} FROM placement_rules WHERE tenant_id = $1 AND placement_id = $2`,
    [tenantId, placementId],
  );
  return rows[0] && toPlacementRules(rows[0]);
}

async function countOthers(client: pg.PoolClient, tenantId: string, placementId: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM placement_rules WHERE tenant_id = $1 AND placement_id <> $2 AND rules <> '[]'`,
    [tenantId, placementId],
  );
  return rows[0]?.count ?? 0;
}

async function save(
  client: pg.PoolClient,
  actor: Actor,
  tenantId: string,
  placementId: string,
  rules: readonly Rule[],
): Promise<PlacementRules> {
  const { rows } = await client.query<Written<PlacementRules>>(
    `INSERT INTO placement_rules AS r (list_id, tenant_id, placement_id, version, rules) VALUES ($1, $2, $3, 1, $4)
     ON CONFLICT (tenant_id, placement_id) DO UPDATE SET version = r.version + 1, rules = $4, updated_at = now()
     RETURNING ${rulesColumns}`,
    // As text: the driver would write a list as an array of Postgres.
    [randomUUID(), tenantId, placementId, JSON.stringify(rules)],
  );
  const saved = toPlacementRules(rows[0]!);
  await client.query(
    'INSERT INTO placement_rule_versions (list_id, version, tenant_id, rules, admin_id) VALUES ($1, $2, $3, $4, $5)',
    [saved.listId, saved.version, tenantId, JSON.stringify(rules), actor.adminId],
  );
  await client.query('DELETE FROM placement_rule_versions WHERE list_id = $1 AND version <= $2', [
    saved.listId,
    saved.version - keptVersions,
  ]);
  return saved;
}

const record = (
  client: pg.PoolClient,
  actor: Actor,
  { tenantId, listId, placementId, version }: PlacementRules,
  action: string,
  detail: object,
): Promise<void> =>
  recordAct(client, actor, {
    tenantId,
    action,
    subject: 'placement_rules',
    subjectId: listId,
    detail: { placementId, version, ...detail },
  });
