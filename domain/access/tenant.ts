import type { EventName } from '../events/event-names.ts';
import type { Scope, Space } from '../scope.ts';
import type { StrategyName, StrategySettings } from '../strategies/index.ts';

export type TenantStatus = 'active' | 'suspended' | 'deleted';

/** What a tenant may set; PUT merges. Defaults in `defaultTenantConfig`. */
export type TenantConfig = {
  defaultStrategy: StrategyName;
  /** CORS origins; empty allows all. */
  allowedOrigins: readonly string[];
  cacheTtlSeconds: number;
  publicTracking: boolean;
  /** Whether a page must prove whom it belongs to before it names a shopper. */
  requireUserHash: boolean;
  /** What the tenant's own programs write as `userId` where they know nobody: such events are refused. */
  placeholderUserIds: readonly string[];
  /** What names of types of events are taken as that the tenant's senders use and nobody else knows. */
  eventNames: readonly EventName[];
  excludePurchased: boolean;
  /** The share of answers to known shoppers whose order is drawn, 0 to 0.2; 0 for none. */
  exploration: number;
  /** ISO 4217. */
  currency: string;
  /** IANA name of the zone in which days are counted. */
  timeZone: string;
  /** What a strategy needs before it answers without a fallback, and its parameters; see spec/recommendation.md. */
  strategies: StrategySettings;
};

export type Tenant = {
  tenantId: string;
  /** The admin who owns it. */
  adminId: string;
  name: string;
  status: TenantStatus;
  config: TenantConfig;
  scopes: Record<Space, Scope>;
  /** The number of its secret for `userHash`; 0 if none was made. */
  userHashGeneration: number;
  userHashRotatedAt: Date | null;
  /** Whether it was made to be filled with demo data; left out, it was not. */
  isDemo?: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type KeyPermissions = 'read' | 'read_write';

/** An active key as authentication knows it; only its holder knows the key itself. */
export type ApiKey = {
  keyId: string;
  tenantId: string;
  scope: Scope;
  space: Space;
  permissions: KeyPermissions;
  readsPerMinute: number;
  writesPerMinute: number;
};

/** The tenants and keys that a process knows without asking Postgres; at most 1 s old while Postgres is up. */
export type AccessDirectory = {
  /** `suspended` is the spec's 403 and `unknown` its 401; `unavailable` (503) if the key is not known and Postgres cannot be asked. */
  authenticateKey(
    key: string,
  ): { ok: true; key: ApiKey; tenant: Tenant } | { ok: false; reason: 'unknown' | 'suspended' | 'unavailable' };
  tenant(tenantId: string): Tenant | undefined;
  tenantOfScope(scope: Scope): Tenant | undefined;
  /** Rises with every change of any data of a tenant; the same text in every process. `0` for an unknown tenant. */
  configVersion(tenantId: string): string;
};
