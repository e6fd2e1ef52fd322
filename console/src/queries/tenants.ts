import type { Static } from 'typebox';
import { type Answer, ask, askForNothing, askForResponse } from '#console/http/ask.ts';
import { ApiProblem } from '#console/http/problem.ts';
import type { PageMeta } from '#schemas/http/paging.ts';
import type { tenantContracts, UpdatedTenantMeta } from '#schemas/http/tenants.ts';

type Contracts = ReturnType<typeof tenantContracts>;
export type Tenant = Static<Contracts['TenantView']>;
export type TenantChange = Static<Contracts['UpdateTenantBody']>;

/** The most that the API answers at once. */
const pageLimit = 100;

/** One page of the tenants of this admin, the oldest first. */
const listTenants = (offset: number, signal?: AbortSignal): Promise<Answer<Tenant[], Static<typeof PageMeta>>> =>
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

/** A field, by its path with dots, and what it is set to by now. */
export type SetMeanwhile = { path: string; text: string };

/** What somebody else has set since it was seen, at the fields that are being changed. Nothing was saved. */
export class TenantOvertaken extends ApiProblem {
  readonly overtaken: readonly SetMeanwhile[];

  constructor(overtaken: readonly SetMeanwhile[]) {
    const title = 'Somebody else has changed this meanwhile. Nothing was saved.';
    const errors = overtaken.map(({ path, text }) => ({
      path: `/${path.replaceAll('.', '/')}`,
      message: `Somebody else has set this to “${text}” meanwhile. Nothing was saved: save again to set yours.`,
      code: 'overtaken',
    }));
    const problem = { type: 'about:blank', title, status: 412, detail: title, instance: '', data: null, errors };
    super({ ...problem, meta: { requestId: '' } }, null);
    this.name = 'TenantOvertaken';
    this.overtaken = overtaken;
  }
}

/** How often a change is tried anew where others change something else of the tenant in the same moment. */
const maxTries = 3;

/** Changes a tenant as it is now, unless `overtakenAt` names fields of it that are not as they were seen: then nothing is changed, and it is a `TenantOvertaken`. */
export async function changeSeenTenant(
  id: string,
  change: TenantChange,
  overtakenAt: (now: Tenant) => SetMeanwhile[],
): Promise<Answer<Tenant, Static<typeof UpdatedTenantMeta>>> {
  for (let tries = 1; ; tries += 1) {
    const response = await askForResponse('GET', `/api/v1/tenants/${id}`);
    const { data: now }: { data: Tenant } = await response.json();
    const overtaken = overtakenAt(now);
    if (overtaken.length > 0) throw new TenantOvertaken(overtaken);
    try {
      const headers = { 'if-match': response.headers.get('etag') ?? '*' };
      return await ask('PUT', `/api/v1/tenants/${id}`, { body: change, headers });
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 412 || tries === maxTries) throw error;
    }
  }
}

export const deleteTenant = (id: string): Promise<void> => askForNothing('DELETE', `/api/v1/tenants/${id}`);
