import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Scope } from '#domain/scope.ts';
import type { RouteAuth } from '#runtime/http/route.ts';
import { scopeOfKey, scopeOfTenant } from '#runtime/http/scope-of-request.ts';
import type { TenantAccess } from '#runtime/http/tenant-of.ts';
import {
  CatalogBatchQuery,
  CatalogItemParams,
  CatalogQuery,
  TenantCatalogBatchQuery,
  TenantCatalogItemParams,
  TenantCatalogQuery,
  TenantSpaceQuery,
} from '#schemas/http/catalog.ts';
import { CatalogImportQuery, TenantCatalogImportQuery } from '#schemas/http/catalog-import.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import type { ChangeCatalog } from '../../catalog/change-catalog.ts';
import type { InTurn } from '../../catalog/in-turn.ts';
import type { IngestDeps } from '../../ingest-deps.ts';

/** What the routes of the catalog need. */
export type CatalogParts = Pick<IngestDeps, 'database' | 'searchDatabase' | 'directory'> & {
  changeCatalog: ChangeCatalog;
  inTurn: InTurn;
};

/** One way into a catalog. The same routes are there for the shop's keys and for the console's admins. */
export type CatalogSurface = {
  path: string;
  /** Whose catalog it is, as the names of operations say it: '' is that of the key. */
  owner: '' | 'Tenant';
  auth: Record<TenantAccess, RouteAuth>;
  scopeOf(request: FastifyRequest, access: TenantAccess): Scope;
  listQuery: TSchema;
  batchQuery: TSchema;
  importQuery: TSchema;
  /** The query of routes that name one item. */
  query?: TSchema;
  params?: TSchema;
  itemParams: TSchema;
};

/** `/catalog…`: a key's own scope. */
export const keySurface: CatalogSurface = {
  path: '/api/v1/catalog',
  owner: '',
  auth: { read: 'key_read', write: 'key_write' },
  scopeOf: scopeOfKey,
  listQuery: CatalogQuery,
  batchQuery: CatalogBatchQuery,
  importQuery: CatalogImportQuery,
  itemParams: CatalogItemParams,
};

/** `/tenants/:id/catalog…`: an admin's tenants, with `space`. */
export function tenantSurface(directory: AccessDirectory): CatalogSurface {
  return {
    path: '/api/v1/tenants/:id/catalog',
    owner: 'Tenant',
    auth: { read: 'admin', write: 'admin' },
    scopeOf: (request, access) => scopeOfTenant(request, directory, access),
    listQuery: TenantCatalogQuery,
    batchQuery: TenantCatalogBatchQuery,
    importQuery: TenantCatalogImportQuery,
    query: TenantSpaceQuery,
    params: TenantParams,
    itemParams: TenantCatalogItemParams,
  };
}
