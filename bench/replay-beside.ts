/**
 * `node bench/replay-beside.ts [--events 3e5] [--rate 100] [--seconds 8] [--rounds 4] [--only NAME]`: what questions over HTTP wait while a replay is at work, and while none is, in turn in one run.
 * Goal: the p99 of live serving grows by a fifth at most. About seven minutes on two quiet cores.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { ask, type Shop } from '#testing/shop.ts';
import { askedOf, openShop, questions } from './rules-http/ruled-shop.ts';
import { closeConnections, send } from './support/http.ts';
import { createLatencies } from './support/latencies.ts';
import { openLoop } from './support/open-loop.ts';
import { ms } from './support/row.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '3e5' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '4' },
    only: { type: 'string' },
  },
});
const [events, rate, seconds, rounds] = [values.events, values.rate, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
const lookEveryMs = 100;

const replays = {
  evaluation: { evaluate: { strategies: ['session', 'collaborative'], served: true } },
  export: { export: { format: 'parquet' } },
  'what-if': { whatIf: { placementId: 'plain', strategy: 'trending' } },
  rebuild: { rebuild: { projection: 'analytics' } },
} as const;

const product = await startProduct();
try {
  const shop = await openShop(product, events);
  const question = questions.collaborative ?? (() => '');
  let asked = 0;
  const sender = async (): Promise<boolean> => {
    asked += 1;
    return (await send(askedOf(shop, 'plain', question(asked)), shop.readKey)) === 200;
  };
  await openLoop(rate, seconds, sender);
  for (const [name, body] of Object.entries(replays)) {
    if (values.only !== undefined && name !== values.only) continue;
    const [alone, beside] = [createLatencies(), createLatencies()];
    let failed = 0;
    for (let round = 0; round < rounds; round++) {
      const quiet = await openLoop(rate, seconds, sender);
      alone.addAll(quiet.latencies);
      const id = await start(shop, body);
      await untilState(shop, id, 'running');
      const busy = await openLoop(rate, seconds, sender);
      beside.addAll(busy.latencies);
      failed += quiet.failed + busy.failed;
      await cancel(shop, id);
    }
    const figures = [50, 95, 99].map((p) => {
      const [without, withOne] = [alone.percentile(p), beside.percentile(p)];
      return `p${p} ${ms(without)} alone, ${ms(withOne)} beside it (${(withOne / without).toFixed(2)} ×)`;
    });
    console.log(
      `${name}, ${events.toLocaleString('en')} events, ${rate} questions/s: ${figures.join('; ')}; ${failed} failed`,
    );
  }
} finally {
  closeConnections();
  await product.remove();
}

async function start({ url, tenantId, adminToken }: Shop, body: object): Promise<string> {
  const { status, body: answer } = await ask(`${url}/api/v1/tenants/${tenantId}/replays`, { token: adminToken, body });
  if (status !== 202) throw new Error(`a replay was answered ${status}: ${JSON.stringify(answer)}`);
  return answer.data.id;
}

async function untilState({ url, tenantId, adminToken }: Shop, id: string, wanted: string): Promise<void> {
  for (;;) {
    const { body } = await ask(`${url}/api/v1/tenants/${tenantId}/replays/${id}`, { token: adminToken });
    if (body.data.state === wanted || body.data.finishedAt !== null) return;
    await delay(lookEveryMs);
  }
}

/** Ends it, whether it is done or not, and waits until nothing is at work. */
async function cancel(shop: Shop, id: string): Promise<void> {
  const { url, tenantId, adminToken } = shop;
  await ask(`${url}/api/v1/tenants/${tenantId}/replays/${id}`, { method: 'DELETE', token: adminToken });
  await delay(3_000);
}
