import { strategies as registered, type StrategyName, type StrategySettings } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { TenantConfig } from './tenant.ts';

/** Returns the configuration of a new tenant (product.md, 'Tenancy'; minima of recommendation.md), with settings for these strategies. */
export const tenantDefaults = (among: readonly Strategy[]): TenantConfig => ({
  defaultStrategy: 'collaborative',
  allowedOrigins: [],
  cacheTtlSeconds: 300,
  publicTracking: true,
  requireUserHash: false,
  placeholderUserIds: [],
  eventNames: [],
  excludePurchased: true,
  exploration: 0,
  currency: 'USD',
  timeZone: 'UTC',
  strategies: Object.fromEntries(among.map(({ name, defaults }) => [name, defaults])) as StrategySettings,
});

export const defaultTenantConfig: TenantConfig = tenantDefaults(registered);

type Change<T> = {
  [Name in keyof T]?: T[Name] extends readonly unknown[] ? T[Name] : T[Name] extends object ? Change<T[Name]> : T[Name];
};
export type TenantConfigChange = Change<TenantConfig>;

/**
 * Returns a configuration with a change applied, at every level; lists are replaced whole. Settings of a strategy that this release does not know
 * stay as they are, for the newer one that wrote them.
 */
export function mergeTenantConfig(config: TenantConfig, change: TenantConfigChange): TenantConfig {
  const { strategies, ...rest } = change;
  const settings = Object.keys({ ...config.strategies, ...strategies }).map((name) => [
    name,
    { ...config.strategies[name as StrategyName], ...strategies?.[name as StrategyName] },
  ]);
  // Ids are compared without white space around them.
  const { placeholderUserIds = config.placeholderUserIds } = rest;
  return {
    ...config,
    ...rest,
    placeholderUserIds: placeholderUserIds.map((id) => id.trim()),
    strategies: Object.fromEntries(settings) as StrategySettings,
  };
}
