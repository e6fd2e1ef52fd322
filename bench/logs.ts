/**
 * `node bench/logs.ts [--write]`: the product on its embedded log and on a broker (Apache Kafka on the same two cores, each append synced), every
 * service level that the log takes part in, side by side in one run of about 6 minutes; the broker's CPU is a row of its own.
 * `--write` renews its table in docs/benchmarks.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startTestBroker } from '#testing/kafka-broker.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { measureEndToEnd } from './service-levels/end-to-end.ts';
import { measureFreshness } from './service-levels/freshness.ts';
import { measureIngestion } from './service-levels/ingestion.ts';
import { measureModelRebuild, measureStart } from './service-levels/start.ts';
import { readProcessCpu } from './support/cpu.ts';
import { closeConnections } from './support/http.ts';
import { preload } from './support/preload.ts';
import type { Row } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean' } } });
const users = 50_000;
const products = 5_000;
const preloaded = 300_000;
const offeredRates = [10_000, 20_000];
const sustainedSeconds = 20;

const broker = await startTestBroker();
const logs = {
  embedded: {},
  broker: { KAFKA_BROKERS: broker.brokers.join(','), KAFKA_TOPIC_PREFIX: 'bench.' },
} as const;
type LogName = keyof typeof logs;
const rows = new Map<string, Partial<Record<LogName, string>>>();

/** Measures everything on one log. The product on the other one does not run meanwhile. */
async function measure(name: LogName): Promise<void> {
  const keep = (found: readonly Row[]) => {
    for (const { what, value } of found) {
      rows.set(what, { ...rows.get(what), [name]: value });
      console.error(`${name}: ${what}: ${value}`);
    }
  };
  const withBroker = async (what: string, events: number, work: () => Promise<Row[]>) => {
    const before = readProcessCpu(broker.pid);
    keep(await work());
    const micros = ((readProcessCpu(broker.pid) - before) * 1e6) / events;
    keep([
      { what: `CPU of the broker, µs an event: ${what}`, value: name === 'broker' ? micros.toFixed(1) : '', goal: '' },
    ]);
  };
  const product: Product = await startProduct({ env: logs[name] });
  try {
    const shop = await createShop(product.url, 'Bench');
    const shoppers = createShoppers(1, users, products);
    await withBroker('one stream', preloaded, async () => (await preload(product, shop, shoppers, preloaded)).rows);
    keep(await measureIngestion(shop, shoppers));
    keep(await measureFreshness(shop));
    for (const offered of offeredRates)
      await withBroker(`${offered.toLocaleString('en')}/s offered`, offered * sustainedSeconds, () =>
        measureEndToEnd(product, shop, shoppers, offered, sustainedSeconds),
      );
    keep(await measureStart(product));
    keep(await measureModelRebuild(product));
  } finally {
    closeConnections();
    await product.remove();
  }
}

try {
  await measure('embedded');
  await measure('broker');
} finally {
  await broker.stop();
}
const report = [
  '| what | embedded log | Kafka |',
  '| --- | --- | --- |',
  ...[...rows].map(([what, { embedded = '', broker: onBroker = '' }]) => `| ${what} | ${embedded} | ${onBroker} |`),
].join('\n');
console.log(report);
if (values.write) {
  const page = readFileSync('docs/benchmarks.md', 'utf8');
  writeFileSync(
    'docs/benchmarks.md',
    page.replace(/<!-- logs -->[\s\S]*<!-- \/logs -->/, `<!-- logs -->\n\n${report}\n\n<!-- /logs -->`),
  );
}
