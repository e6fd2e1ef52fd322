/**
 * What it costs that an order line counts once a day: `node bench/order-lines.ts [--rounds N]`, a minute a round. The same events, each into a tenant of its own, as they are and without `orderId`, in turn, forth and back; then all of
 * them purchases. For each the CPU of the processes, µs an event, until all is loaded, round by round: compare rounds with their own, since a busy machine shifts both.
 */
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { cpuBetween, readCpu } from './support/cpu.ts';
import { closeConnections } from './support/http.ts';
import { preload } from './support/preload.ts';
import { createShoppers, type Shoppers } from './support/shoppers.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);
const events = 60_000;

type Way = { load: 'mixed' | 'purchases'; hasOrders: boolean };
const ways: readonly Way[] = (['mixed', 'purchases'] as const).flatMap((load) =>
  [true, false].map((hasOrders) => ({ load, hasOrders })),
);

/** The events of a round, the same in both of its ways. */
function shoppersOf({ load, hasOrders }: Way, round: number): Shoppers {
  const made = createShoppers(round + 1, 50_000, 5_000);
  const next = (timestampMs: number): string => {
    for (;;) {
      const event = made.event(timestampMs);
      if (load === 'mixed' || event.includes('"purchase"')) return event;
    }
  };
  return {
    ...made,
    event: (timestampMs) => (hasOrders ? next(timestampMs) : next(timestampMs).replace(/,"orderId":"\w+"/, '')),
  };
}

const product = await startProduct();
try {
  const found = new Map(ways.map((way) => [way, [] as { server: number; processors: number; postgres: number }[]]));
  for (let round = 0; round < rounds; round++)
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const shop = await createShop(product.url, `${way.load} ${way.hasOrders} ${round}`);
      const before = readCpu(product);
      await preload(product, shop, shoppersOf(way, round), events);
      const { server, processors, postgres } = cpuBetween(before, readCpu(product));
      const perEvent = 1e6 / events;
      found.get(way)?.push({
        server: server * perEvent,
        processors: processors * perEvent,
        postgres: postgres * perEvent,
      });
    }
  for (const [{ load, hasOrders }, each] of found) {
    const told = (['server', 'processors', 'postgres'] as const).map(
      (part) => `${part} ${each.map((one) => one[part].toFixed(1)).join(', ')}`,
    );
    console.log(`${load}, ${hasOrders ? 'with' : 'without'} orderId, µs an event by rounds: ${told.join('; ')}`);
  }
} finally {
  closeConnections();
  await product.remove();
}
