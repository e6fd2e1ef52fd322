import { openDatabase } from '#stores/postgres/database.ts';
import type { Product } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { ownerUrlOf } from '#testing/sql.ts';
import { fillAnalytics } from '../support/fill-analytics.ts';
import { send } from '../support/http.ts';
import { openLoop } from '../support/open-loop.ts';
import { ms, type Row } from '../support/row.ts';

const questionsPerSecond = 10;
const seconds = 10;
const fillTimeoutMs = 600_000;

/**
 * Measures the routes of analytics at an even rate, one after the other, for a shop with this many events in the last 30 days. Questions differ in zone, placement, strategy and figure. The
 * tables are filled, not loaded (`support/fill-analytics.ts`).
 */
export async function measureAnalytics(product: Product, events: number): Promise<Row[]> {
  const shop = await createShop(product.url, 'Bench of analytics');
  const secondsOfSum = await fill(product, shop, events);
  const of = `${events.toLocaleString('en')} events in 30 days`;
  const rows: Row[] = [];
  for (const [what, pathOf] of questionsOf(shop)) {
    const ask = (n: number) =>
      send(`${shop.url}/api/v1/${pathOf(n)}`, shop.adminToken).then((status) => status === 200);
    await openLoop(questionsPerSecond, 1, ask);
    const { latencies, failed } = await openLoop(questionsPerSecond, seconds, ask);
    rows.push({
      what: `analytics of ${of}: ${what}, p50 / p95 / p99, ${failed} failed`,
      value: [50, 95, 99].map((p) => ms(latencies.percentile(p))).join(' / '),
      goal: 'p95 < 20 ms, floor 500 ms',
    });
  }
  for (const report of ['timeseries', 'breakdown', 'top-products'])
    rows.push(await measureExport(shop, report, `analytics of ${of}`));
  return [
    ...rows,
    {
      what: `summing top products of two days of ${of}, one of them over`,
      value: ms(1_000 * secondsOfSum),
      goal: 'told',
    },
  ];
}

async function fill(product: Product, { tenantId }: Shop, events: number): Promise<number> {
  const url = ownerUrlOf(product);
  const database = openDatabase({ url, max: 1, applicationName: 'bench', statementTimeoutMs: fillTimeoutMs });
  try {
    const { rows } = await database.query<{ scope: number }>(
      `SELECT scope FROM scopes WHERE tenant_id = $1 AND space = 'live'`,
      [tenantId],
    );
    return await fillAnalytics(database, rows[0]?.scope ?? 0, events);
  } finally {
    await database.close();
  }
}

type Question = [what: string, pathOf: (n: number) => string];

function questionsOf({ tenantId }: Shop): Question[] {
  const of = `tenants/${tenantId}/analytics`;
  const filters = ['placementId=home', 'strategy=trending', 'placementId=cart&strategy=trending'];
  const filter = (n: number) => ['', ...filters][n % 4];
  const zone = (n: number) => `timeZone=${['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata'][n % 4]}`;
  const by = (n: number) => `by=${['clicks', 'impressions', 'conversions', 'revenue'][n % 4]}`;
  return [
    ['overview beside the period before', (n) => `${of}/overview?${zone(n)}&${filter(n >> 2)}`],
    ['timeseries by day', (n) => `${of}/timeseries?${zone(n)}&${filter(n >> 2)}`],
    ['timeseries of today by hour', (n) => `${of}/timeseries?interval=hour&${zone(n)}&${filter(n >> 2)}`],
    ['breakdown', (n) => `${of}/breakdown?${zone(n)}`],
    ['top products', (n) => `${of}/top-products?${by(n)}`],
    ['top products of a placement, a strategy or both', (n) => `${of}/top-products?${by(n)}&${filters[(n >> 2) % 3]}`],
    ['live', (n) => `${of}/live?${filter(n)}`],
    ['usage', () => `tenants/${tenantId}/usage`],
    ['overview of all tenants', () => 'analytics/overview'],
  ];
}

async function measureExport({ url, tenantId, adminToken }: Shop, report: string, of: string): Promise<Row> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/v1/tenants/${tenantId}/analytics/export?report=${report}`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const lines = (await response.text()).trim().split('\n').length - 1;
  if (response.status !== 200) throw new Error(`the export answered ${response.status}`);
  return { what: `${of}: ${report} as CSV, ${lines} lines`, value: ms(performance.now() - startedAt), goal: 'told' };
}
