import type pg from 'pg';

/**
 * The currency of a scope's tenant at the time when an amount is folded. If a tenant changes it, earlier amounts stay counted by the former
 * currency until the projections are rebuilt; `readFoldState` says so of what is asked.
 */
export type TenantCurrencies = { of(client: pg.PoolClient, scope: number): Promise<string> };

const defaultCurrency = 'USD';
const keepMs = 5_000;

export function createTenantCurrencies(): TenantCurrencies {
  const known = new Map<number, { currency: string; readAt: number }>();
  return {
    async of(client, scope) {
      const found = known.get(scope);
      if (found !== undefined && performance.now() - found.readAt < keepMs) return found.currency;
      const { rows } = await client.query<{ currency: string | null }>({
        name: 'tenant-currency',
        text: `SELECT t.config->>'currency' AS currency FROM scopes s JOIN tenants t USING (tenant_id) WHERE s.scope = $1`,
        values: [scope],
      });
      const currency = rows[0]?.currency ?? defaultCurrency;
      known.set(scope, { currency, readAt: performance.now() });
      return currency;
    },
  };
}
