import type { Tenant, TenantConfig } from '#domain/access/tenant.ts';
import { compileRules, type RulePlan } from '#domain/rules/compile-rules.ts';
import type { PlacementRules } from '#domain/rules/rule.ts';
import type { Scope, Space } from '#domain/scope.ts';
import type { Widget } from '#domain/widgets/widget.ts';
import { createControlState } from '#stores/control/control-state.ts';
import { findScope } from '#stores/control/local-keys.ts';
import { nameOfPlacement } from '#stores/control/name-of-placement.ts';
import { readChanges } from '#stores/control/read-changes.ts';
import type { Database } from '#stores/postgres/database.ts';

/** What a tenant has set, for one of its placements. */
export type Shop = { scope: Scope; config: TenantConfig; rules: RulePlan };

/** What a tenant has set, for each of its placements; `*`: the rules of all of them. */
export type ShopControl = {
  scope: Scope;
  tenant: Pick<Tenant, 'tenantId' | 'config'>;
  rulesAt(placementId: string): PlacementRules | undefined;
  widgetAt(placementId: string): Widget | undefined;
};

const timeoutMs = 30_000;

/** Reads it from Postgres, as serving does. Throws if the tenant has no such space. */
export async function readControl(database: Database, tenantId: string, space: Space): Promise<ShopControl> {
  const scope = await findScope(database, tenantId, space);
  const state = createControlState();
  const changes = await readChanges(database, state.parts, null, timeoutMs);
  if (changes !== null) state.take(changes);
  const tenant = state.tenants.get(tenantId);
  if (tenant === undefined) throw new Error(`tenant ${tenantId} is gone`);
  return {
    scope,
    tenant,
    rulesAt: (placementId) => state.rules.find(nameOfPlacement(tenantId, placementId)),
    widgetAt: (placementId) => state.widgets.find(nameOfPlacement(tenantId, placementId)),
  };
}

/** The same of one placement. */
export async function readShop(database: Database, tenantId: string, space: Space, placementId: string): Promise<Shop> {
  const { scope, tenant, rulesAt } = await readControl(database, tenantId, space);
  return { scope, config: tenant.config, rules: compileRules(rulesAt(placementId), rulesAt('*')) };
}
