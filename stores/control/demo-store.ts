import { randomUUID } from 'node:crypto';
import {
  defaultTenantConfig,
  mergeTenantConfig,
  type TenantConfigChange,
} from '#domain/access/default-tenant-config.ts';
import type { TenantStatus } from '#domain/access/tenant.ts';
import type { Scope } from '#domain/scope.ts';
import { catalogItems } from '../catalog/catalog-items.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { type Actor, recordAct } from './record-act.ts';

/** A tenant that is filled, or was, with demo data. */
export type DemoTenant = {
  tenantId: string;
  adminId: string;
  name: string;
  status: TenantStatus;
  /** Its live space: the other one stays empty. */
  scope: Scope;
  /** When its history ends. */
  endsAt: Date;
  /** How many events its history has. */
  events: number;
  filledAt: Date | null;
};

/** What a demo is made of. `events` is the length of the history that ends at `endsAt`. */
export type NewDemo = { name: string; config: TenantConfigChange; endsAt: Date; events: number };

const demoColumns = `tenant_id AS "tenantId", admin_id AS "adminId", name, status, (scopes->>'live')::int AS scope,
  demo_ends_at AS "endsAt", demo_events AS events, demo_filled_at AS "filledAt"`;
const selectDemos = `SELECT ${demoColumns} FROM tenants_in_force WHERE demo_ends_at IS NOT NULL`;

/** The demo of an admin; undefined if there is none. */
export async function readDemoOfAdmin(database: Database, adminId: string): Promise<DemoTenant | undefined> {
  const { rows } = await database.query<DemoTenant>(`${selectDemos} AND admin_id = $1`, [adminId]);
  return rows[0];
}

/** A demo by its tenant; undefined if the tenant is none, or was deleted. */
export async function readDemo(database: Database, tenantId: string): Promise<DemoTenant | undefined> {
  const { rows } = await database.query<DemoTenant>(`${selectDemos} AND tenant_id = $1`, [tenantId]);
  return rows[0];
}

/** Every demo that is to be filled still, the oldest first; those that are suspended wait. */
export async function readUnfilledDemos(database: Database): Promise<DemoTenant[]> {
  const { rows } = await database.query<DemoTenant>(
    `${selectDemos} AND demo_filled_at IS NULL AND status = 'active' ORDER BY created_at`,
  );
  return rows;
}

/** Makes a tenant to be filled. Where the admin has a demo already, or makes one at this very moment elsewhere, nothing is made. */
export async function createDemo(database: Database, actor: Actor, demo: NewDemo): Promise<'made' | 'there'> {
  const tenantId = randomUUID();
  const { name, config, endsAt, events } = demo;
  return database.scoped({ tenantId }, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO tenants (tenant_id, admin_id, name, config, demo_ends_at, demo_events) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [tenantId, actor.adminId, name, mergeTenantConfig(defaultTenantConfig, config), endsAt, events],
    );
    if (rowCount === 0) return 'there';
    await client.query(`INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live'), ($1, 'test')`, [tenantId]);
    const detail = { name, isDemo: true };
    await recordAct(client, actor, {
      tenantId,
      action: 'tenant.created',
      subject: 'tenant',
      subjectId: tenantId,
      detail,
    });
    return 'made';
  });
}

/** Notes that all of a demo was stored; what is erased or retired later does not begin it anew. */
export async function noteFilled(database: Database, tenantId: string): Promise<void> {
  await database.scoped({ tenantId }, (client) =>
    client.query('UPDATE tenants SET demo_filled_at = now() WHERE tenant_id = $1 AND demo_filled_at IS NULL', [
      tenantId,
    ]),
  );
}

/** Counts what a scope has in Postgres. It reads every event of it, so it is for scopes of demos. */
export async function countStored(database: Database, scope: Scope): Promise<{ products: number; events: number }> {
  return database.scoped({ scopes: [scope] }, async (client) => {
    const { rows } = await client.query<{ products: number; events: number }>(
      `SELECT (SELECT count(*)::int FROM ${liveRows(catalogItems)} WHERE t.scope = $1 AND NOT t.deleted) AS products,
              (SELECT count(*)::int FROM events WHERE scope = $1) AS events`,
      [scope],
    );
    return rows[0] ?? { products: 0, events: 0 };
  });
}
