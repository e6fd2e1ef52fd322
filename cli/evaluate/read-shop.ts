import type { TenantConfig } from '#domain/access/tenant.ts';
import { compileRules, type RulePlan } from '#domain/rules/compile-rules.ts';
import type { Scope, Space } from '#domain/scope.ts';
import { createControlState } from '#stores/control/control-state.ts';
import { findScope } from '#stores/control/local-keys.ts';
import { nameOfPlacement } from '#stores/control/name-of-placement.ts';
import { readChanges } from '#stores/control/read-changes.ts';
import type { Database } from '#stores/postgres/database.ts';

/** What a tenant has set, for one of its placements. */
export type Shop = { scope: Scope; config: TenantConfig; rules: RulePlan };

const timeoutMs = 30_000;

/** Reads it from Postgres, as serving does. Throws if the tenant has no such space. */
export async function readShop(database: Database, tenantId: string, space: Space, placementId: string): Promise<Shop> {
  const scope = await findScope(database, tenantId, space);
  const state = createControlState();
  const changes = await readChanges(database, state.parts, null, timeoutMs);
  if (changes !== null) state.take(changes);
  const config = state.tenants.get(tenantId)?.config;
  if (config === undefined) throw new Error(`tenant ${tenantId} is gone`);
  const rulesOf = (placement: string) => state.rules.find(nameOfPlacement(tenantId, placement));
  return { scope, config, rules: compileRules(rulesOf(placementId), rulesOf('*')) };
}
