/**
 * `npm run bench`: every service level, side by side in one run, against the product as its user starts it.
 *
 *   npm run bench                  all of it, about 9 minutes
 *   npm run bench -- --quick       the same with a tenth of the events and time, to see that it runs
 *   npm run bench -- --write       also renews the table in docs/benchmarks.md
 *   npm run bench -- --json        the rows as JSON on stdout
 *
 * `recomengine bench` is the same. stdout is the report, stderr tells each row when it is measured.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { measureAnalytics } from './service-levels/analytics.ts';
import { measureEndToEnd } from './service-levels/end-to-end.ts';
import { measureExperimentResults } from './service-levels/experiment-results.ts';
import { measureFreshness } from './service-levels/freshness.ts';
import { measureIngestion } from './service-levels/ingestion.ts';
import { measureProjectionRebuild } from './service-levels/projection-rebuild.ts';
import { measureRecommendations } from './service-levels/recommendations.ts';
import { measureRuleInForce } from './service-levels/rule-in-force.ts';
import { measureMemory, measureModelRebuild, measureStart } from './service-levels/start.ts';
import { measureTrack } from './service-levels/track.ts';
import { measureUnavailable } from './service-levels/unavailable.ts';
import { closeConnections } from './support/http.ts';
import { preload } from './support/preload.ts';
import { type Row, renderRows } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, write: { type: 'boolean' }, json: { type: 'boolean' } },
});
const scale = values.quick ? 0.1 : 1;
const users = 50_000;
const products = 5_000;
const modelEvents = 1_000_000 * scale;
const analyticsEvents = 10_000_000 * scale;
const offeredRates = [10_000, 20_000, 40_000];
const sustainedSeconds = 60 * scale;

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, shared machine; commit ${execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()}`;
const shoppers = createShoppers(1, users, products);
const rows: Row[] = [];
const keep = (found: readonly Row[]) => {
  for (const row of found) console.error(values.json ? JSON.stringify({ row }) : `${row.what}: ${row.value}`);
  rows.push(...found);
};

const product = await startProduct();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await product.remove();
    // Our handler is removed by now, so this signal ends the process as the first one would have.
    process.kill(process.pid, signal);
  });
try {
  const shop = await createShop(product.url, 'Bench');
  const loaded = await preload(product, shop, shoppers, modelEvents);
  keep(loaded.rows);
  for (const strategy of ['collaborative', 'frequently_bought_together', 'content_based', 'trending'])
    keep(await measureRecommendations(shop, users, strategy));
  keep(await measureFreshness(shop));
  keep(await measureUnavailable(shop));
  keep(await measureRuleInForce(shop));
  keep(measureMemory(product));
  keep(await measureStart(product));
  keep(await measureModelRebuild(product));
  keep(await measureProjectionRebuild(product, modelEvents));
  keep(await measureExperimentResults(product, shop, 1_000_000));
  keep(await measureAnalytics(product, analyticsEvents));
  keep(await measureIngestion(shop, shoppers));
  keep(await measureTrack(shop));
  for (const offered of offeredRates) keep(await measureEndToEnd(product, shop, shoppers, offered, sustainedSeconds));
  keep(measureMemory(product).map((row) => ({ ...row, what: `${row.what}, after all of it` })));
} finally {
  closeConnections();
  await product.remove();
}

const report = `${machine}\n\n${renderRows(rows)}\n`;
console.log(values.json ? JSON.stringify({ machine, isQuick: values.quick === true, rows }) : report);
if (values.write) {
  const page = readFileSync('docs/benchmarks.md', 'utf8');
  writeFileSync(
    'docs/benchmarks.md',
    page.replace(/<!-- measured -->[\s\S]*<!-- \/measured -->/, `<!-- measured -->\n\n${report}\n<!-- /measured -->`),
  );
}
