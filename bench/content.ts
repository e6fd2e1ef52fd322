/**
 * `node bench/content.ts [items]`: the content index of one large catalog alone (300,000 items). Measures how long it takes to build, the
 * longest slice of that, one changed item, and a question about items that were never asked for, were asked for before, or before a change.
 */
import type { CatalogItem } from '#domain/catalog-item.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import { plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { createLatencies } from './support/latencies.ts';
import { ms } from './support/row.ts';

const count = Number(process.argv[2] ?? 300_000);
/** Items that one step of the building takes; a turn of the event loop takes as many steps as fit into half a millisecond. */
const itemsOfStep = 8;
const changes = 1_000;
const questions = 200;

const random = createRandom(3);
/** Draws words as they are in texts: the n-th most common comes 1/n as often as the first. */
const word = () => `w${Math.floor(200_000 ** (random.between(0, 1_000_000) / 1_000_000))}`;
const words = (n: number) => Array.from({ length: n }, word).join(' ');
const made = (n: number): CatalogItem =>
  plainItem({
    productId: `product-${n}`,
    name: `${words(5)} model${random.between(1, 100_000)}`,
    description: words(15),
    category: `Home > ${random.between(1, 30)} > ${random.between(1, 20)}`,
    priceE4: BigInt(random.between(1, 1_000)) * 10_000n,
  });
const items = Array.from({ length: count }, (_, n) => made(n));

const index = createContentIndex();
const slices = createLatencies();
const busy = createLatencies();
const cpuMs = () => process.threadCpuUsage().user / 1_000 + process.threadCpuUsage().system / 1_000;
const [startedAt, cpuAtStart] = [performance.now(), cpuMs()];
for (let at = 0; at < count; at += itemsOfStep) {
  const [began, cpuBegan] = [performance.now(), cpuMs()];
  for (const item of items.slice(at, at + itemsOfStep)) index.put(item);
  busy.add(cpuMs() - cpuBegan);
  slices.add(performance.now() - began);
}
console.log(
  `built ${count.toLocaleString('en')} items in ${((performance.now() - startedAt) / 1000).toFixed(1)} s, ${((cpuMs() - cpuAtStart) / 1000).toFixed(1)} of CPU; a step of ${itemsOfStep}: p50 ${ms(slices.percentile(50))}, p99.9 ${ms(slices.percentile(99.9))}, most ${ms(slices.percentile(100))}, of CPU: p99.9 ${ms(busy.percentile(99.9))}, most ${ms(busy.percentile(100))}`,
);

const measure = (what: string, times: number, work: (n: number) => void) => {
  const latencies = createLatencies();
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    work(n);
    latencies.add(performance.now() - began);
  }
  console.log(
    `${what}: p50 ${ms(latencies.percentile(50))}, p99 ${ms(latencies.percentile(99))}, most ${ms(latencies.percentile(100))}`,
  );
};
const someItem = () => `product-${random.between(0, count - 1)}`;
measure('one item with all words new', changes, () => index.put(made(random.between(0, count - 1))));
measure('one item with another price', changes, () => {
  const item = items[random.between(0, count - 1)];
  if (item !== undefined) index.put({ ...item, priceE4: item.priceE4 + 1n });
});
const asked = Array.from({ length: questions }, someItem);
measure('a question of one item, asked for the first time', questions, (n) => index.similarTo([asked[n] ?? ''], 60));
measure('the same, known', questions, (n) => index.similarTo([asked[n] ?? ''], 60));
measure('the same, one item changed meanwhile', questions, (n) => {
  index.put(made(random.between(0, count - 1)));
  index.similarTo([asked[n] ?? ''], 60);
});
