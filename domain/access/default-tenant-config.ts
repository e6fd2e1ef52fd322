import type { TenantConfig } from './tenant.ts';

/** What a new tenant has (product.md, 'Tenancy'; minima of recommendation.md). */
export const defaultTenantConfig: TenantConfig = {
  defaultStrategy: 'collaborative',
  allowedOrigins: [],
  cacheTtlSeconds: 300,
  publicTracking: true,
  excludePurchased: true,
  currency: 'USD',
  timeZone: 'UTC',
  strategies: {
    collaborative: { minUsers: 1_000, minEventsPerUser: 5, minUserWeight: 5 },
    content_based: { minProducts: 50 },
    trending: { windowMs: 86_400_000 },
    frequently_bought_together: { minOrders: 100, minSupport: 2 },
  },
};

type Change<T> = {
  [Name in keyof T]?: T[Name] extends readonly unknown[] ? T[Name] : T[Name] extends object ? Change<T[Name]> : T[Name];
};
export type TenantConfigChange = Change<TenantConfig>;

/** A change laid over a configuration, at every level; lists are replaced whole. */
export function mergeTenantConfig(config: TenantConfig, change: TenantConfigChange): TenantConfig {
  const { strategies, ...rest } = change;
  const old = config.strategies;
  return {
    ...config,
    ...rest,
    strategies: {
      collaborative: { ...old.collaborative, ...strategies?.collaborative },
      content_based: { ...old.content_based, ...strategies?.content_based },
      trending: { ...old.trending, ...strategies?.trending },
      frequently_bought_together: { ...old.frequently_bought_together, ...strategies?.frequently_bought_together },
    },
  };
}
