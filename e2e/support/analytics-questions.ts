import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { type Counted, type Figures, figuresBy, figuresOf, topProductsOf } from '#testing/recount-analytics.ts';
import { ask, type Json, type Shop } from '#testing/shop.ts';

type Span = readonly [fromMs: number, toMs: number];
type Query = Readonly<Record<string, string>>;

/** A question about a shop's analytics, and what a recount answers to it. */
export type AnalyticsQuestion = { path: string; query: Query; recounted(counted: readonly Counted[]): Json };

const quarterMs = 15 * 60_000;
const dayMs = 96 * quarterMs;
const windowDays = 5;
const timeZones = ['UTC', 'Asia/Kathmandu'];
const orders = ['impressions', 'clicks', 'conversions', 'revenue'] as const;
const figureNames = ['impressions', 'clicks', 'ctr', 'conversions', 'revenue', 'foreignCurrency'] as const;
const filters: readonly Query[] = [{}, { placementId: 'home' }, { strategy: 'unknown' }, { strategy: 'trending' }];

/** The five days of UTC that are asked about, the last of them that of `nowMs`. */
export const askedSpan = (nowMs: number): Span => {
  const toMs = Math.ceil(nowMs / dayMs) * dayMs;
  return [toMs - windowDays * dayMs, toMs];
};
export const spanQuery = ([fromMs, toMs]: Span): Query => ({ from: textOf(fromMs), to: textOf(toMs) });
const textOf = (ms: number) => new Date(ms).toISOString();
const within = (counted: readonly Counted[], [fromMs, toMs]: Span) =>
  counted.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);

/** Every report of a tenant, as JSON and as CSV; `nameOf` says what the catalog calls a product. */
export function analyticsQuestions(nowMs: number, nameOf: (productId: string) => string | null): AnalyticsQuestion[] {
  const span = askedSpan(nowMs);
  const lastTwoDays: Span = [span[1] - 2 * dayMs, span[1]];
  const topOf = (counted: readonly Counted[], by: (typeof orders)[number]) =>
    topProductsOf(within(counted, span), by).map((row) => ({ ...row, name: nameOf(row.productId) }));
  const question = (path: string, query: Query, recounted: AnalyticsQuestion['recounted'], asked = span) => ({
    path,
    query: { ...spanQuery(asked), ...query },
    recounted,
  });
  return [
    ...filters.map((filter) =>
      question('overview', filter, (counted) => {
        const kept = counted.filter((one) =>
          Object.entries(filter).every(([key, value]) => one[key as keyof Counted] === value),
        );
        return compareWithBefore(kept, span);
      }),
    ),
    ...timeZones.flatMap((timeZone) => [
      question('timeseries', { timeZone }, (counted) => seriesOf(counted, span, timeZone, 'day')),
      question(
        'timeseries',
        { timeZone, interval: 'hour' },
        (counted) => seriesOf(counted, lastTwoDays, timeZone, 'hour'),
        lastTwoDays,
      ),
    ]),
    ...orders.map((by) => question('top-products', { by }, (counted) => topOf(counted, by))),
    question('breakdown', {}, (counted) => ({
      byPlacement: figuresBy(within(counted, span), 'placementId'),
      byStrategy: figuresBy(within(counted, span), 'strategy'),
    })),
    question('export', { report: 'timeseries', timeZone: 'Asia/Kathmandu' }, (counted) =>
      linesOf(
        seriesOf(counted, span, 'Asia/Kathmandu', 'day').map((step) => ({
          ...step,
          start: inKathmandu(step.start),
          end: inKathmandu(step.end),
        })),
        ['local', 'start', 'end'],
      ),
    ),
    question('export', { report: 'breakdown' }, (counted) =>
      linesOf(
        [...Map.groupBy(within(counted, span), ({ placementId, strategy }) => `${placementId} ${strategy}`)].map(
          ([group, of]) => ({ group, ...figuresOf(of) }),
        ),
        ['group'],
      ),
    ),
    question('export', { report: 'top-products' }, (counted) =>
      linesOf(topOf(counted, 'clicks'), ['productId', 'name']),
    ),
  ];
}

/** The figures of a span beside those of as many days before it. */
export function compareWithBefore(counted: readonly Counted[], [fromMs, toMs]: Span): Json {
  const current = figuresOf(within(counted, [fromMs, toMs]));
  const before = figuresOf(within(counted, [fromMs - (toMs - fromMs), fromMs]));
  return Object.fromEntries(figureNames.map((name) => [name, compare(current[name], before[name])]));
}
const compare = (value: number, previous: number) => ({
  value,
  previous,
  change: previous === 0 ? null : (value - previous) / previous,
  zeroBase: previous === 0,
});

/** Quarter hours that show the same day, or the same hour, on the zone's clock. */
function seriesOf(counted: readonly Counted[], [fromMs, toMs]: Span, timeZone: string, interval: 'day' | 'hour') {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const quarters = Array.from({ length: (toMs - fromMs) / quarterMs }, (_, n) => fromMs + n * quarterMs);
  const nameAt = (ms: number) =>
    clock.format(ms).slice(0, interval === 'day' ? 'YYYY-MM-DD'.length : 'YYYY-MM-DD HH'.length);
  return [...Map.groupBy(quarters, nameAt)].map(([name, [startMs = 0, ...others]]) => {
    const endMs = (others.at(-1) ?? startMs) + quarterMs;
    const local = interval === 'day' ? name : clock.format(startMs).replace(' ', 'T');
    return { start: textOf(startMs), end: textOf(endMs), local, ...figuresOf(within(counted, [startMs, endMs])) };
  });
}

/** As a file writes a time there: by the clock, with the offset, which is the same all year. */
const inKathmandu = (iso: string) =>
  `${new Date(Date.parse(iso) + 20_700_000).toISOString().replace('.000Z', '')}+05:45`;

/** As lines of CSV, sorted; empty where a text is null. */
const linesOf = <Row extends Figures>(rows: readonly Row[], labels: readonly (keyof Row)[]): string[] =>
  rows.map((row) => [...labels, ...figureNames].map((name) => row[name] ?? '').join(' ')).sort();

/** Asks all of them. */
export function askAnalytics(shop: Shop, questions: readonly AnalyticsQuestion[]): Promise<[string, Json][]> {
  return Promise.all(
    questions.map(async ({ path, query }) => {
      const asked = `${path}?${new URLSearchParams(query)}`;
      const url = `${shop.url}/api/v1/tenants/${shop.tenantId}/analytics/${asked}`;
      const { status, body } = await ask(url, { token: shop.adminToken });
      assert.equal(status, 200, `${asked} ${JSON.stringify(body)}`);
      if (path !== 'export') return [asked, body.data];
      const lines: string[][] = parse(body, { from_line: 2 });
      return [asked, lines.map((cells) => cells.join(' ')).sort()];
    }),
  );
}

export const recountAll = (questions: readonly AnalyticsQuestion[], counted: readonly Counted[]): [string, Json][] =>
  questions.map(({ path, query, recounted }) => [`${path}?${new URLSearchParams(query)}`, recounted(counted)]);
