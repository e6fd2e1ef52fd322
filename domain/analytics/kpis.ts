import { numberOfPriceE4 } from '../price.ts';

/** Sums of a window: counts, and money in 1/10,000. */
export type KpiSums = {
  impressions: number;
  clicks: number;
  conversions: number;
  /** Of purchases in the tenant's currency. */
  revenueE4: bigint;
  /** Conversions in another currency, whose amounts are left out of revenue. */
  foreignCurrency: number;
};

/** As they are shown; money as a number. */
export type Kpis = {
  impressions: number;
  clicks: number;
  /** clicks / impressions; 0 where nothing was shown. Over 1 where clicks came without their impressions. */
  ctr: number;
  conversions: number;
  revenue: number;
  foreignCurrency: number;
};

export const noSums: KpiSums = { impressions: 0, clicks: 0, conversions: 0, revenueE4: 0n, foreignCurrency: 0 };

export const addSums = (a: KpiSums, b: KpiSums): KpiSums => ({
  impressions: a.impressions + b.impressions,
  clicks: a.clicks + b.clicks,
  conversions: a.conversions + b.conversions,
  revenueE4: a.revenueE4 + b.revenueE4,
  foreignCurrency: a.foreignCurrency + b.foreignCurrency,
});

export function kpisOf({ impressions, clicks, conversions, revenueE4, foreignCurrency }: KpiSums): Kpis {
  return {
    impressions,
    clicks,
    ctr: impressions === 0 ? 0 : clicks / impressions,
    conversions,
    revenue: numberOfPriceE4(revenueE4),
    foreignCurrency,
  };
}

/** A figure beside that of the period before. `change` is a share of it (0.25: a quarter more), null where there is none, or where it is 0. */
export type Compared = { value: number; previous: number | null; change: number | null; zeroBase: boolean };

export function compare(value: number, previous: number | null): Compared {
  const zeroBase = previous === 0;
  return {
    value,
    previous,
    change: previous === null || zeroBase ? null : (value - previous) / previous,
    zeroBase,
  };
}
