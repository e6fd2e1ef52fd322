import type { Compared } from '#console/components/stat.tsx';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import type { Kpis as ApiKpis, ComparedKpis, WholeShop, WholeShopSeries } from '#schemas/http/analytics.ts';

type OfShop = Pick<WholeShopSeries[number], 'revenuePerVisitor' | 'shareOfRevenue'>;

/** The figures of one row, bucket or period, as the API counts them; those that are measured by the whole shop are left out where nobody has asked for them, and null where they are not counted. */
export type Kpis = Omit<ApiKpis, 'foreignCurrency'> & Partial<OfShop>;

export type Figure = {
  id: string;
  label: string;
  /** What it is, in a few words. */
  hint: string;
  /** Null where it is not counted. */
  of(kpis: Kpis): number | null;
  /** Returns how it is written for a tenant with this currency. */
  format(currency: string): (value: number) => string;
  /** What the API sorts products by when this figure is looked at. */
  sortsBy: 'impressions' | 'clicks' | 'conversions' | 'revenue';
  /** It is measured by the whole shop, and asked for apart. */
  shopFigure?: keyof OfShop;
  /** The events that are counted for it; undefined where no filter of events tells them apart from others. */
  eventType?: 'recommendation_impressed' | 'recommendation_clicked';
};

/** The seven figures of the analytics page, in the order of what leads to what. */
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
    hint: 'within 30 minutes of a click',
    of: ({ conversions }) => conversions,
    format: () => count,
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
    id: 'revenue-per-visitor',
    label: 'Revenue per visitor',
    hint: 'of all who did anything',
    of: ({ revenuePerVisitor }) => revenuePerVisitor ?? null,
    format: moneyIn,
    sortsBy: 'revenue',
    shopFigure: 'revenuePerVisitor',
  },
  {
    id: 'share-of-revenue',
    label: 'Share of revenue',
    hint: 'of all purchases',
    of: ({ shareOfRevenue }) => shareOfRevenue ?? null,
    format: () => percent,
    sortsBy: 'revenue',
    shopFigure: 'shareOfRevenue',
  },
];

/** Returns the figure of this id, and the clicks if there is none. */
export function figureOf(id: string | undefined): Figure {
  const found = figures.find((figure) => figure.id === id) ?? figures[1];
  if (found === undefined) throw new Error('there are no figures');
  return found;
}

/** Returns a figure beside that of the period before, as the API compares them; null if it is not counted, or not there yet. */
export function comparedFigure(
  { id, shopFigure }: Figure,
  kpis: ComparedKpis,
  shop: WholeShop | undefined,
): Compared | null {
  if (shopFigure !== undefined) return shop?.[shopFigure] ?? null;
  if (id === 'impressions' || id === 'clicks' || id === 'ctr' || id === 'conversions' || id === 'revenue')
    return kpis[id];
  throw new Error(`there is no figure ${id}`);
}

/** Measures a part of the revenue by the whole shop, as the API measures all of it, so that the parts add up. */
export function measuredByShop<Part extends Kpis>(part: Part, shop: WholeShop | undefined): Part & OfShop {
  const per = (whole: Compared | null | undefined) =>
    whole == null ? null : whole.value === 0 ? 0 : part.revenue / whole.value;
  return { ...part, revenuePerVisitor: per(shop?.visitors), shareOfRevenue: per(shop?.totalRevenue) };
}
