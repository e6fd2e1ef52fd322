import type { Compared } from '#console/components/stat.tsx';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import type { ComparedKpis } from '#schemas/http/analytics.ts';

/** The figures of one row, bucket or period, as the API counts them. */
export type Kpis = { impressions: number; clicks: number; ctr: number; conversions: number; revenue: number };

export type Figure = {
  id: string;
  label: string;
  /** What it is, in a few words. */
  hint: string;
  of(kpis: Kpis): number;
  /** Returns how it is written for a tenant with this currency. */
  format(currency: string): (value: number) => string;
  /** What the API sorts products by when this figure is looked at. */
  sortsBy: 'impressions' | 'clicks' | 'conversions' | 'revenue';
  /** The events that are counted for it; undefined where no filter of events tells them apart from others. */
  eventType?: 'recommendation_impressed' | 'recommendation_clicked';
};

/** The share of one in the other; 0 if there is nothing to share. */
const per = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

/** The seven figures of the analytics page, in the order of what leads to what. The last two follow from those before. */
export const figures: readonly Figure[] = [
  {
    id: 'impressions',
    label: 'Impressions',
    hint: 'recommended products that were shown',
    of: ({ impressions }) => impressions,
    format: () => count,
    sortsBy: 'impressions',
    eventType: 'recommendation_impressed',
  },
  {
    id: 'clicks',
    label: 'Clicks',
    hint: 'on what was shown',
    of: ({ clicks }) => clicks,
    format: () => count,
    sortsBy: 'clicks',
    eventType: 'recommendation_clicked',
  },
  {
    id: 'ctr',
    label: 'CTR',
    hint: 'clicks per impression',
    of: ({ ctr }) => ctr,
    format: () => percent,
    sortsBy: 'clicks',
  },
  {
    id: 'conversions',
    label: 'Conversions',
    hint: 'purchases within 30 minutes of a click',
    of: ({ conversions }) => conversions,
    format: () => count,
    sortsBy: 'conversions',
  },
  {
    id: 'purchase-rate',
    label: 'Conversions per click',
    hint: 'how many clicks end in a purchase',
    of: ({ conversions, clicks }) => per(conversions, clicks),
    format: () => percent,
    sortsBy: 'conversions',
  },
  {
    id: 'revenue',
    label: 'Revenue',
    hint: 'what these purchases brought',
    of: ({ revenue }) => revenue,
    format: moneyIn,
    sortsBy: 'revenue',
  },
  {
    id: 'revenue-per-click',
    label: 'Revenue per click',
    hint: 'what a click is worth',
    of: ({ revenue, clicks }) => per(revenue, clicks),
    format: moneyIn,
    sortsBy: 'revenue',
  },
];

/** Returns the figure of this id, and the clicks if there is none. */
export function figureOf(id: string | undefined): Figure {
  const found = figures.find((figure) => figure.id === id) ?? figures[1];
  if (found === undefined) throw new Error('there are no figures');
  return found;
}

/** Returns a figure beside that of the period before: the API's own comparison where it has one, else made of its figures in the same way. */
export function comparedFigure({ id, of }: Figure, kpis: ComparedKpis): Compared {
  if (id === 'impressions' || id === 'clicks' || id === 'ctr' || id === 'conversions' || id === 'revenue')
    return kpis[id];
  const side = (pick: (figure: Compared) => number): Kpis => ({
    impressions: pick(kpis.impressions),
    clicks: pick(kpis.clicks),
    ctr: pick(kpis.ctr),
    conversions: pick(kpis.conversions),
    revenue: pick(kpis.revenue),
  });
  const value = of(side((figure) => figure.value));
  if (kpis.clicks.previous === null) return { value, previous: null, change: null, zeroBase: false };
  const previous = of(side((figure) => figure.previous ?? 0));
  return {
    value,
    previous,
    change: previous === 0 ? null : (value - previous) / previous,
    zeroBase: previous === 0,
  };
}
