import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { Tenant } from '#domain/access/tenant.ts';
import type { ControlKind, Written } from './control-kind.ts';

/** The columns of a tenant in `tenants_in_force`, under the names of its fields. */
export const tenantColumns = `tenant_id AS "tenantId", admin_id AS "adminId", name, status, config, scopes,
  user_hash_generation AS "userHashGeneration", user_hash_rotated_at AS "userHashRotatedAt",
  demo_ends_at IS NOT NULL AS "isDemo", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Makes a tenant of a row. A setting that was introduced after the row was last written gets its default. */
export function toTenant(row: Written<Tenant>): Tenant {
  return {
    ...row,
    config: mergeTenantConfig(defaultTenantConfig, row.config),
    // A file of an earlier version has neither.
    userHashGeneration: row.userHashGeneration ?? 0,
    userHashRotatedAt: row.userHashRotatedAt == null ? null : new Date(row.userHashRotatedAt),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  };
}

/** Tenants that are not deleted, by id and by their scopes. */
export const tenantKind: ControlKind<Tenant> = {
  subject: 'tenant',
  view: 'tenants_in_force',
  idColumn: 'tenant_id',
  columns: tenantColumns,
  toItem: toTenant,
  idOf: ({ tenantId }) => tenantId,
  namesOf: ({ scopes }) => [scopes.live, scopes.test],
};
