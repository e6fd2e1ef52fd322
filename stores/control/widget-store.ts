import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import {
  defaultWidgetConfig,
  mergeWidgetConfig,
  type Widget,
  type WidgetConfig,
  type WidgetConfigChange,
} from '#domain/widgets/widget.ts';
import { keptVersions } from '#schemas/http/versions.ts';
import { maxWidgets } from '#schemas/http/widgets.ts';
import type { Database } from '../postgres/database.ts';
import type { Written } from './control-kind.ts';
import { type Actor, type KeepAnswer, recordAct } from './record-act.ts';
import { type SeenVersions, type Stale, staleIn } from './seen-versions.ts';
import { inActiveTenant, type TenantNotActive } from './tenant-store.ts';
import { toWidget, widgetColumns } from './widget-kind.ts';

/** A widget of a tenant, and at which of its versions it may be changed. */
type Wanted = { tenantId: string; widgetId: string; seen: SeenVersions };

export type WidgetVersion = { version: number; config: WidgetConfig; adminId: string; at: Date };

/** Saves the first configuration of a placement. `taken` where it has one, `too_many` where the tenant has all it may have. */
export async function insertWidget(
  database: Database,
  actor: Actor,
  tenantId: string,
  placementId: string,
  change: WidgetConfigChange,
  keepAnswer?: KeepAnswer<Widget>,
): Promise<Widget | TenantNotActive | 'taken' | 'too_many'> {
  return inActiveTenant(database, tenantId, async (client) => {
    const { rows: others } = await client.query<{ placementId: string }>(
      'SELECT placement_id AS "placementId" FROM widget_configs WHERE tenant_id = $1',
      [tenantId],
    );
    if (others.some((other) => other.placementId === placementId)) return 'taken';
    if (others.length >= maxWidgets) return 'too_many';
    const { rows } = await client.query<Written<Widget>>(
      `INSERT INTO widget_configs (widget_id, tenant_id, placement_id, version, config) VALUES ($1, $2, $3, 1, $4)
       RETURNING ${widgetColumns}`,
      [randomUUID(), tenantId, placementId, mergeWidgetConfig(defaultWidgetConfig, change)],
    );
    const widget = toWidget(rows[0]!);
    await keepVersion(client, actor, widget);
    await record(client, actor, widget, 'widget.created', { placementId, ...change });
    await keepAnswer?.(client, widget);
    return widget;
  });
}

/** Lays a change over a widget as it stands now. */
export async function updateWidget(
  database: Database,
  actor: Actor,
  { tenantId, widgetId, seen }: Wanted,
  change: WidgetConfigChange,
  keepAnswer?: KeepAnswer<Widget>,
): Promise<Widget | TenantNotActive | Stale | 'absent'> {
  return inActiveTenant(database, tenantId, async (client) => {
    const known = await readIn(client, tenantId, widgetId);
    if (known === undefined) return 'absent';
    const stale = staleIn(known.version, seen);
    if (stale !== null) return stale;
    const widget = await save(client, actor, known, mergeWidgetConfig(known.config, change));
    await record(client, actor, widget, 'widget.updated', change);
    await keepAnswer?.(client, widget);
    return widget;
  });
}

/** Makes an earlier version the next one. `no_version` where it is not kept. */
export async function rollBackWidget(
  database: Database,
  actor: Actor,
  { tenantId, widgetId, seen }: Wanted,
  version: number,
  keepAnswer?: KeepAnswer<Widget>,
): Promise<Widget | TenantNotActive | Stale | 'absent' | 'no_version'> {
  return inActiveTenant(database, tenantId, async (client) => {
    const known = await readIn(client, tenantId, widgetId);
    if (known === undefined) return 'absent';
    const stale = staleIn(known.version, seen);
    if (stale !== null) return stale;
    const { rows } = await client.query<{ config: WidgetConfig }>(
      'SELECT config FROM widget_config_versions WHERE tenant_id = $1 AND widget_id = $2 AND version = $3',
      [tenantId, widgetId, version],
    );
    if (rows[0] === undefined) return 'no_version';
    const config = mergeWidgetConfig(defaultWidgetConfig, rows[0].config);
    const widget = await save(client, actor, known, config);
    await record(client, actor, widget, 'widget.rolled_back', { version });
    await keepAnswer?.(client, widget);
    return widget;
  });
}

/** Deletes a widget with its versions; the audit trail keeps what it was at last. */
export async function deleteWidget(
  database: Database,
  actor: Actor,
  { tenantId, widgetId, seen }: Wanted,
  keepAnswer?: KeepAnswer<true>,
): Promise<true | TenantNotActive | Stale | 'absent'> {
  return inActiveTenant(database, tenantId, async (client) => {
    const known = await readIn(client, tenantId, widgetId);
    if (known === undefined) return 'absent';
    const stale = staleIn(known.version, seen);
    if (stale !== null) return stale;
    await client.query('DELETE FROM widget_configs WHERE tenant_id = $1 AND widget_id = $2', [tenantId, widgetId]);
    await record(client, actor, known, 'widget.deleted', { placementId: known.placementId, ...known.config });
    await keepAnswer?.(client, true);
    return true;
  });
}

/** All widgets of a tenant in the order of their placements, or the one of this id. */
export async function listWidgets(database: Database, tenantId: string, widgetId?: string): Promise<Widget[]> {
  const { rows } = await database.scoped({ tenantId }, (client) =>
    client.query<Written<Widget>>(
      `SELECT ${widgetColumns} FROM widget_configs WHERE tenant_id = $1 AND ($2::uuid IS NULL OR widget_id = $2)
       ORDER BY placement_id COLLATE "C"`,
      [tenantId, widgetId ?? null],
    ),
  );
  return rows.map(toWidget);
}

/** A page of what a widget was, the newest first, and how many versions are kept; undefined if there is no such widget. */
export async function listWidgetVersions(
  database: Database,
  tenantId: string,
  widgetId: string,
  limit: number,
  offset: number,
): Promise<{ versions: WidgetVersion[]; total: number } | undefined> {
  return database.scoped({ tenantId }, async (client) => {
    const { rows: counted } = await client.query<{ total: number }>(
      'SELECT count(*)::int AS total FROM widget_config_versions WHERE tenant_id = $1 AND widget_id = $2',
      [tenantId, widgetId],
    );
    const total = counted[0]?.total ?? 0;
    if (total === 0) return undefined;
    const { rows } = await client.query<WidgetVersion>(
      `SELECT version, config, admin_id AS "adminId", at FROM widget_config_versions
       WHERE tenant_id = $1 AND widget_id = $2 ORDER BY version DESC LIMIT $3 OFFSET $4`,
      [tenantId, widgetId, limit, offset],
    );
    const versions = rows.map((row) => ({ ...row, config: mergeWidgetConfig(defaultWidgetConfig, row.config) }));
    return { versions, total };
  });
}

async function readIn(client: pg.PoolClient, tenantId: string, widgetId: string): Promise<Widget | undefined> {
  const { rows } = await client.query<Written<Widget>>(
    `SELECT ${widgetColumns} FROM widget_configs WHERE tenant_id = $1 AND widget_id = $2`,
    [tenantId, widgetId],
  );
  return rows[0] && toWidget(rows[0]);
}

async function save(
  client: pg.PoolClient,
  actor: Actor,
  { tenantId, widgetId }: Widget,
  config: WidgetConfig,
): Promise<Widget> {
  const { rows } = await client.query<Written<Widget>>(
    `UPDATE widget_configs SET version = version + 1, config = $3, updated_at = now()
     WHERE tenant_id = $1 AND widget_id = $2 RETURNING ${widgetColumns}`,
    [tenantId, widgetId, config],
  );
  const widget = toWidget(rows[0]!);
  await keepVersion(client, actor, widget);
  return widget;
}

async function keepVersion(client: pg.PoolClient, actor: Actor, widget: Widget): Promise<void> {
  await client.query(
    'INSERT INTO widget_config_versions (widget_id, version, tenant_id, config, admin_id) VALUES ($1, $2, $3, $4, $5)',
    [widget.widgetId, widget.version, widget.tenantId, widget.config, actor.adminId],
  );
  await client.query('DELETE FROM widget_config_versions WHERE widget_id = $1 AND version <= $2', [
    widget.widgetId,
    widget.version - keptVersions,
  ]);
}

const record = (client: pg.PoolClient, actor: Actor, widget: Widget, action: string, detail: object): Promise<void> =>
  recordAct(client, actor, {
    tenantId: widget.tenantId,
    action,
    subject: 'widget',
    subjectId: widget.widgetId,
    detail,
  });
