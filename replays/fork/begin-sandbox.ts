import type { TenantConfigChange } from '#domain/access/default-tenant-config.ts';
import type { Space } from '#domain/scope.ts';
import { createLocalTenant, noPassword } from '#stores/control/local-keys.ts';
import { readIn, saveRules } from '#stores/control/rules-store.ts';
import {
  markSandbox,
  readForkedTenant,
  readRuledPlacements,
  readUnfilledSandbox,
  type Sandbox,
} from '#stores/control/sandbox-store.ts';
import { insertWidget, listWidgets } from '#stores/control/widget-store.ts';
import { readLoaded } from '#stores/events/read-loaded.ts';
import type { Database } from '#stores/postgres/database.ts';

/** Whose address the audit trail names for the widgets and rules of a sandbox. */
const address = 'recomengine fork';

/**
 * Returns the sandbox of a tenant that was begun before with the same settings and not filled, else a new one for the same admin, with the settings, widgets and rules of the tenant. The loader's positions are pinned when it is made.
 */
export async function beginSandbox(
  database: Database,
  asked: { of: string; space: Space; isPseudonymised: boolean },
  now: Date,
): Promise<Sandbox> {
  const known = await readUnfilledSandbox(database, asked);
  const sandbox = known ?? (await makeSandbox(database, asked, now));
  await copyPlacements(database, asked.of, sandbox.tenantId);
  return sandbox;
}

async function makeSandbox(
  database: Database,
  asked: { of: string; space: Space; isPseudonymised: boolean },
  now: Date,
): Promise<Sandbox> {
  const { email, name: of, config } = await readForkedTenant(database, asked.of);
  const name = `Sandbox of ${of}, ${now.toISOString().slice(0, 19).replace('T', ' ')}`;
  const loaded = await readLoaded(database);
  const positions = loaded.flatMap(({ log, next }) =>
    next.map((at, partition) => ({ log, partition, next: String(at) })),
  );
  const tenantId = await createLocalTenant(database, name, email, config as TenantConfigChange, noPassword);
  const origin = { ...asked, positions, filledAt: null };
  await markSandbox(database, tenantId, origin);
  return { tenantId, name, origin };
}

/** What the sandbox has already stays: it may have been changed to try something. */
async function copyPlacements(database: Database, of: string, to: string): Promise<void> {
  const { adminId } = await readForkedTenant(database, to);
  const actor = { adminId, address };
  for (const { placementId, config } of await listWidgets(database, of))
    await insertWidget(database, actor, to, placementId, config);
  for (const placementId of await readRuledPlacements(database, of)) {
    const known = await database.scoped({ tenantId: of }, (client) => readIn(client, of, placementId));
    await saveRules(database, actor, { tenantId: to, placementId, seen: null }, known?.rules ?? []);
  }
}
