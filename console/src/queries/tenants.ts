import type { Static } from 'typebox';
import { type Answer, ask, askForNothing } from '#console/http/ask.ts';
import type { PageMeta } from '#schemas/http/paging.ts';
import type { tenantContracts, UpdatedTenantMeta } from '#schemas/http/tenants.ts';

type Contracts = ReturnType<typeof tenantContracts>;
export type Tenant = Static<Contracts['TenantView']>;
export type TenantChange = Static<Contracts['UpdateTenantBody']>;

/** The most that the API answers at once. */
const pageLimit = 100;

/** One page of the tenants of this admin, the oldest first. */
export const listTenants = (offset: number, signal?: AbortSignal): Promise<Answer<Tenant[], Static<typeof PageMeta>>> =>
  ask('GET', '/api/v1/tenants', { query: { limit: pageLimit, offset }, signal });

/** All of them, the oldest first. */
export async function listAllTenants(signal?: AbortSignal): Promise<Tenant[]> {
  const all: Tenant[] = [];
  for (;;) {
    const { data, meta } = await listTenants(all.length, signal);
    all.push(...data);
    if (data.length === 0 || all.length >= meta.total) return all;
  }
}

export const readTenant = (id: string, signal?: AbortSignal): Promise<Answer<Tenant>> =>
  ask('GET', `/api/v1/tenants/${id}`, { signal });

export const createTenant = (name: string): Promise<Answer<Tenant>> =>
  ask('POST', '/api/v1/tenants', { body: { name } });

/** `meta.warnings` is what the change does not do by itself. */
export const changeTenant = (
  id: string,
  change: TenantChange,
): Promise<Answer<Tenant, Static<typeof UpdatedTenantMeta>>> => ask('PUT', `/api/v1/tenants/${id}`, { body: change });

export const deleteTenant = (id: string): Promise<void> => askForNothing('DELETE', `/api/v1/tenants/${id}`);
