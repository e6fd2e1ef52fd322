import { noSuchTenant, tenantSuspended } from '#runtime/http/tenant-of.ts';
import type { TenantNotActive } from '#stores/control/tenant-store.ts';

/** The outcome of a change of what a tenant has, unless the tenant was suspended or deleted in the meantime: then a problem. */
export function ofActiveTenant<Outcome>(outcome: Outcome | TenantNotActive): Exclude<Outcome, TenantNotActive> {
  if (outcome === 'suspended') throw tenantSuspended();
  if (outcome === 'gone') throw noSuchTenant();
  return outcome as Exclude<Outcome, TenantNotActive>;
}
