/**
 * `node bench/question.ts [--before DIR] [--events 1e5] [--questions 300] [--rounds 6] [--only KIND] [--way WAY] [--shop http]`: what a question costs by CPU of this thread, from the request that has come in to the text of the
 * answer: routes, models and log as they are, without sockets and Postgres. `--before`: another checkout (DIR, with its node_modules) that is asked the same in turn. `--only` and `--way`: one kind of question and
 * one way to be answered alone, as the report names them: for `node --cpu-prof`. `--shop http`: the shop and the questions of `bench/rules-http.ts`, others in each round. A checkout
 * that has rules is asked with them too. The least of the rounds counts, so that a busy machine changes little.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { PlacementRules } from '#domain/rules/rule.ts';
import { type Answers, openAnswers } from './question/open-answers.ts';
import { createShopOverHttp } from './question/shop-over-http.ts';
import { createShopWithOrders } from './question/shop-with-orders.ts';
import { questions as askedOverHttp } from './rules-http/ruled-shop.ts';
import { twentyRules } from './support/twenty-rules.ts';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    events: { type: 'string', default: '1e5' },
    questions: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '6' },
    only: { type: 'string' },
    way: { type: 'string' },
    shop: { type: 'string', default: 'orders' },
  },
});
const questions = Number(values.questions);
/** And a first one to warm up. */
const rounds = 1 + Number(values.rounds);
const cartProducts = 25;
const ruledPlacement = 'ruled';

const isOverHttp = values.shop === 'http';
const shop = (isOverHttp ? createShopOverHttp : createShopWithOrders)(1, Number(values.events), Date.now());
const productOf = (n: number) => shop.products[(n * 7_919) % shop.products.length] ?? '';
const recent = shop.users.slice(-questions);
const userOf = (n: number) => recent[n % recent.length] ?? '';
const rules: PlacementRules = {
  ...{ listId: 'l', tenantId: 't', placementId: ruledPlacement, version: 1, updatedAt: new Date(0) },
  rules: twentyRules(isOverHttp ? (n) => `p${n}` : productOf).map((then, n) => ({
    id: `rule-${n}`,
    name: 'A rule',
    then,
  })),
};
const cartOf = (n: number) =>
  Array.from({ length: cartProducts }, (_, k) => `&productId=${productOf(n * 31 + k * k)}`).join('');
const ofOrders: typeof askedOverHttp = {
  trending: (n) => `strategy=trending&userId=${userOf(n)}`,
  collaborative: (n) => `strategy=collaborative&userId=${userOf(n)}&productId=${productOf(n)}`,
  'bought together, one product': (n) =>
    `strategy=frequently_bought_together&userId=${userOf(n)}&productId=${productOf(n)}`,
  'bought together, a cart of 25': (n) => `strategy=frequently_bought_together&userId=${userOf(n)}${cartOf(n)}`,
};

const kinds = isOverHttp ? askedOverHttp : ofOrders;

const data = { items: shop.items, events: shop.events, rules };
const now = await openAnswers('now', resolve(import.meta.dirname, '..'), data);
const before = values.before === undefined ? null : await openAnswers('before', values.before, data);
console.log(`${shop.events.length} events, ${shop.products.length} products, ${shop.users.length} shoppers`);
const hasRules = async ({ ask }: Answers) =>
  (await ask(`strategy=trending&placementId=${ruledPlacement}`)).includes('"rulesVersion"');
type Way = { name: string; answers: Answers; placement: string };
const ways: Way[] = [
  { name: 'now', answers: now, placement: 'plain' },
  { name: 'now, 20 rules', answers: now, placement: ruledPlacement },
  ...(before === null ? [] : [{ name: 'before', answers: before, placement: 'plain' }]),
  ...(before === null || !(await hasRules(before))
    ? []
    : [{ name: 'before, 20 rules', answers: before, placement: ruledPlacement }]),
];
const cpuUs = () => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

for (const [kind, query] of Object.entries(kinds)) {
  if (values.only !== undefined && kind !== values.only) continue;
  const least = new Map<string, number>();
  for (let round = 0; round < rounds; round++)
    for (const { name, answers, placement } of ways) {
      if (values.way !== undefined && values.way !== name) continue;
      const began = cpuUs();
      for (let n = 0; n < questions; n++)
        await answers.ask(`limit=8&placementId=${placement}&${query(isOverHttp ? round * questions + n : n)}`);
      const us = (cpuUs() - began) / questions;
      if (round > 0) least.set(name, Math.min(least.get(name) ?? us, us));
    }
  const base = least.get('before');
  for (const [name, us] of least)
    console.log(
      `${kind}: ${name} ${us.toFixed(0)} µs of CPU a question${base === undefined ? '' : `, ${(us / base).toFixed(2)} × before`}`,
    );
}
await now.close();
await before?.close();
