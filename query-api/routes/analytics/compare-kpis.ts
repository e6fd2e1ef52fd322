import { compare, type Kpis } from '#domain/analytics/kpis.ts';
import type { ComparedKpis } from '#schemas/http/analytics.ts';

/** Returns each figure beside that of the period before; null if that was not asked for. */
export function compareKpis(current: Kpis, previous: Kpis | null): ComparedKpis {
  const of = (name: keyof Kpis) => compare(current[name], previous?.[name] ?? null);
  return {
    impressions: of('impressions'),
    clicks: of('clicks'),
    ctr: of('ctr'),
    conversions: of('conversions'),
    revenue: of('revenue'),
    foreignCurrency: of('foreignCurrency'),
  };
}
