/**
 * `node bench/replay.ts [--events 1e6] [--questions 20000]`: what evaluations, what-ifs and looks back do, in one process. Events are folded into the models of the past; then questions of shoppers are asked
 * of them through the whole pipeline, with 20 rules and without. Goals, on one core: 100,000 events/s and 2,000 questions/s. By CPU of the process, that of the collector's threads included.
 */
import { parseArgs } from 'node:util';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import { createPastModels } from '#domain/evaluation/past-models.ts';
import { createTimeline } from '#domain/evaluation/timeline.ts';
import { compileRules, noPlan } from '#domain/rules/compile-rules.ts';
import { placementOf } from '#domain/serving/resolve-question.ts';
import { answerBy, type Way } from '#domain/what-if/answer-by.ts';
import type { EventType } from '#schemas/events/index.ts';
import { plainItem } from '#testing/plain.ts';
import { createLatencies } from './support/latencies.ts';
import { ms, rate } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';
import { categoryOf, ruledAttributes, twentyRules } from './support/twenty-rules.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1e6' }, questions: { type: 'string', default: '20000' } },
});
const [events, questions] = [Number(values.events), Number(values.questions)];
const [users, products, partitions, scope] = [50_000, 5_000, 4, 1];
const [beginMs, everyMs] = [Date.UTC(2026, 0, 1), 500];
const endMs = beginMs + events * everyMs;

/** What it returns, and the seconds of CPU that it took. */
function timed<T>(work: () => T): { result: T; seconds: number } {
  const began = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(began);
  return { result, seconds: (user + system) / 1e6 };
}

const shoppers = createShoppers(1, users, products);
const timeline = createTimeline();
for (let n = 0; n < events; n++) {
  const { eventType, metadata, ...event } = JSON.parse(shoppers.event(beginMs + n * everyMs)) as {
    eventType: EventType;
    userId: string;
    productId: string;
    sessionId: string;
    metadata?: { orderId?: string };
  };
  timeline.add({ ...event, type: eventType, timestampMs: beginMs + n * everyMs, orderId: metadata?.orderId ?? null });
}

const models = createPastModels(scope, { partitions });
for (let n = 0; n < products; n++) {
  const productId = `p${n}`;
  const own = { productId, name: `Thing ${n}`, category: categoryOf(n), attributes: ruledAttributes(n) };
  const item = plainItem({ ...own, priceE4: BigInt(1 + (n % 200)) * 10_000n });
  models.put({ scope, productId, op: 'put', item, receivedAtMs: beginMs, createdAtMs: null });
}
const folding = timed(() => {
  for (let place = 0; place < timeline.size; place++) {
    const event = timeline.eventAt(place);
    models.apply(Number(event.userId.slice(1)) % partitions, { kind: 'event', event });
  }
});
console.log(`folded ${rate(events, folding.seconds)} of CPU`);

const rules = twentyRules((n) => `p${n}`).map((then, n) => ({ id: `rule-${n}`, name: `Rule ${n}`, then }));
const plans = { 'without rules': noPlan, 'with 20 rules': compileRules(undefined, { version: 1, rules }) };
const config = defaultTenantConfig;
for (const strategy of ['session', 'collaborative', 'frequently_bought_together'])
  for (const [how, plan] of Object.entries(plans)) {
    const placement = placementOf({ tenantId: 't', config }, { version: '0', rules: plan }, () => 0);
    const way: Way = { config, rules: plan, placement: { ...placement, strategy } };
    const state = models.stateAt(endMs);
    const ask = (n: number) =>
      answerBy(
        way,
        {
          ...{ scope, placementId: 'home', userId: `u${(n * 7) % users}`, sessionId: null, strategy: null },
          ...{ productIds: [`p${n % 997}`], exclude: [], limit: 8, fill: true },
        },
        state,
      );
    for (let n = 0; n < questions / 10; n++) ask(n);
    models.settle();
    const latencies = createLatencies();
    const asking = timed(() => {
      for (let n = 0; n < questions; n++) {
        const began = performance.now();
        ask(n);
        latencies.add(performance.now() - began);
      }
    });
    const [p50, p99] = [50, 99].map((p) => ms(latencies.percentile(p)));
    console.log(`${strategy}, ${how}: ${rate(questions, asking.seconds)} of CPU; p50 ${p50}, p99 ${p99}`);
  }
console.log(`most memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
