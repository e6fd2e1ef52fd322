import { randomUUID } from 'node:crypto';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { Tenant } from '#domain/access/tenant.ts';
import type { CatalogItem } from '#domain/catalog-item.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Experiment } from '#domain/experiments/experiment.ts';
import type { ExperimentDirectory } from '#domain/experiments/experiment-directory.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { AsOfAnswerer } from '#query-api/as-of/answer-on-thread.ts';

/** An active tenant with the default configuration, with ids that no other has. */
export const plainTenant = (change: Partial<Tenant> = {}): Tenant => ({
  tenantId: randomUUID(),
  adminId: randomUUID(),
  name: 'Shop',
  status: 'active',
  config: defaultTenantConfig,
  scopes: { live: 1, test: 2 },
  createdAt: new Date(0),
  userHashGeneration: 0,
  userHashRotatedAt: null,
  updatedAt: new Date(0),
  ...change,
});

/** A view of product `p` by shopper `u` in scope 1, with no other fields set; `change` has what the test is about. */
export const plainEvent = (change: Partial<ShopEvent> = {}): ShopEvent => ({
  id: Buffer.alloc(16),
  scope: 1,
  type: 'product_viewed',
  userId: 'u',
  productId: 'p',
  timestampMs: 0,
  receivedAtMs: 0,
  sessionId: null,
  late: false,
  unknownProduct: false,
  clientEventId: null,
  metadata: null,
  placementId: null,
  strategy: null,
  exposureId: null,
  purchase: null,
  ...change,
});

/** An answer of nothing to shopper `u` on placement `home` in scope 1; `change` has what the test is about. */
export const plainExposure = (change: Partial<Exposure> = {}): Exposure => ({
  id: Buffer.alloc(16),
  scope: 1,
  requestId: 'r',
  userId: 'u',
  servedAtMs: 0,
  placementId: 'home',
  strategy: 'trending',
  isFallback: false,
  arm: null,
  productIds: [],
  question: '{}',
  versions: '{}',
  propensity: null,
  ...change,
});

/** Product `p` of category `c` for a ten-thousandth; `change` has what the test is about. */
export const plainItem = (change: Partial<CatalogItem> = {}): CatalogItem => ({
  productId: 'p',
  name: 'n',
  category: 'c',
  priceE4: 1n,
  currency: null,
  imageUrl: null,
  url: null,
  description: null,
  attributes: {},
  available: true,
  createdAtMs: 0,
  ...change,
});

/** No experiment runs, and nobody is held out. */
const noExperiments: ExperimentDirectory = {
  runningOn: () => undefined,
  holdoutOf: () => undefined,
  countRunning: () => 0,
};

/** Runs since 1970, and is judged by `ctr`. */
export const plainExperiment = (change: Partial<Experiment> = {}): Experiment => ({
  experimentId: '7d6f1f9e-7c52-4b53-9f1c-2f3a5ad2c0de',
  name: 'plain',
  placementId: 'home',
  controlStrategy: 'trending',
  variantStrategy: 'collaborative',
  trafficSplit: 50,
  metric: 'ctr',
  preset: 'clear_signals',
  guardrails: [],
  targetPrecision: 0.05,
  plannedDays: null,
  plannedUsers: null,
  status: 'running',
  startedAtMs: 0,
  completedAtMs: null,
  ...change,
});

/** Control data of a tenant that has set nothing for any placement. */
export const plainControl = {
  configVersion: () => '0',
  widgetAt: () => undefined,
  rulesAt: () => undefined,
  experiments: noExperiments,
};

/** For tests and benches that ask nothing about the past. */
export const noPast: AsOfAnswerer = async () => {
  throw new Error('nothing is asked about the past here');
};
