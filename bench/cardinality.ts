/**
 * `node bench/cardinality.ts [--users 1000000] [--placements 100000] [--seconds 60]`: what distinct names cost. So many shoppers come once each, and so many placements are named once each; then shoppers
 * who are not among them ask at placements of their own, 200 a second. Told is the memory of each process, the disk, and how many series the metrics have.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { internalHeaders } from '#testing/readiness.ts';
import { createShop } from '#testing/shop.ts';
import { readMemory } from './support/cpu.ts';
import { closeConnections, send } from './support/http.ts';
import { openLoop } from './support/open-loop.ts';
import { preload } from './support/preload.ts';
import { ms, renderRows } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    placements: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '60' },
  },
});
const [users, placements, seconds] = [Number(values.users), Number(values.placements), Number(values.seconds)];
const steps = 4;
const products = 5_000;
const questionsPerSecond = 200;

const product = await startProduct();
try {
  const shop = await createShop(product.url, 'Cardinality');
  const rows = [['nothing yet', ...(await taken())]];
  const shoppers = createShoppers(1, 1, products);
  let made = 0;
  /** The shoppers of `createShoppers`, but each comes once; some see a placement that nobody else sees. */
  const distinct = {
    ...shoppers,
    event(timestampMs: number) {
      const n = made++;
      const isNamed = n < placements;
      const placed = isNamed ? `,"metadata":{"placementId":"placement-${n}"}` : '';
      return `{"eventType":"${isNamed ? 'recommendation_impressed' : 'product_viewed'}","userId":"u${n}","productId":"p${n % products}","timestamp":"${new Date(timestampMs).toISOString()}"${placed}}`;
    },
  };
  for (let step = 1; step <= steps; step++) {
    const { rows: told } = await preload(product, shop, distinct, users / steps);
    console.error(told.map(({ what, value }) => `${what}: ${value}`).join('\n'));
    rows.push([`${(made / 1e6).toFixed(2)} M shoppers`, ...(await taken())]);
  }
  const asked = await openLoop(
    questionsPerSecond,
    seconds,
    async (n) =>
      (await send(`${shop.url}/api/v1/recommendations?userId=asker-${n}&placementId=asked-${n}`, shop.readKey)) === 200,
  );
  rows.push([`${asked.sent} questions, each at a placement of its own`, ...(await taken())]);
  console.log(
    [
      '| after | server | processors | Postgres | parent | data folder | series |',
      '| --- | --- | --- | --- | --- | --- | --- |',
    ]
      .concat(rows.map((row) => `| ${row.join(' | ')} |`))
      .join('\n'),
  );
  const { latencies, failed } = asked;
  const value = `${ms(latencies.percentile(50))} / ${ms(latencies.percentile(99))}; ${failed}`;
  console.log(renderRows([{ what: `such questions, ${questionsPerSecond}/s: p50 / p99; failed`, value, goal: '0' }]));
} finally {
  closeConnections();
  await product.remove();
}

/** Memory of each part, what the data folder takes, and the series of the metrics. */
async function taken(): Promise<string[]> {
  const { server, processors, postgres, parent } = readMemory(product);
  const folderMib = Number(execFileSync('du', ['-sm', product.dataDir], { encoding: 'utf8' }).split('\t')[0]);
  const metrics = await fetch(`${product.url}/internal/metrics`, { headers: internalHeaders(product) });
  const series = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  return [...[server, processors, postgres, parent, folderMib].map((mib) => `${Math.round(mib)} MiB`), String(series)];
}
