/**
 * `node bench/kernel.ts [--interactions 1e6] [--products N] [--users N] [--questions 1000] [--beside FOLDER]`: the models of one shop alone, in four partitions, with ids as shops have
 * them. Measures the CPU of an event, memory, and the time of a question of `session` and `collaborative`, before histories are learnt and after. `--beside`: another checkout whose
 * models take the same events and questions in turn, so that both are measured on the same machine in the same minute.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { createRandom } from '#testing/random.ts';
import { createCrowd } from './kernel/crowd.ts';
import { openSide, type Side } from './kernel/open-side.ts';

const partitions = 4;
const chunk = 20_000;
/** The first one is to warm up. */
const rounds = 6;

const { values } = parseArgs({
  options: {
    interactions: { type: 'string', default: '1e6' },
    products: { type: 'string' },
    users: { type: 'string' },
    questions: { type: 'string', default: '1000' },
    beside: { type: 'string' },
  },
});
const events = Number(values.interactions);
const products = Number(values.products ?? events / 50);
const users = Number(values.users ?? events / 20);
const questions = Number(values.questions);

const sides = [await openSide('now', resolve(import.meta.dirname, '..'), partitions)];
if (values.beside !== undefined) sides.push(await openSide('beside', values.beside, partitions));
const cpuUs = () => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};
const residentMib = () => Math.round(process.memoryUsage.rss() / 2 ** 20);

fold();
for (const { name, scopes } of sides) {
  const bytes = scopes().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  console.log(`${name}: memory by estimate ${Math.round(bytes / 2 ** 20)} MiB; of the process ${residentMib()} MiB`);
}
const asked = questionsOf(sides[0]?.scopes() ?? []);
ask('session', (side, { visit }) => side.session(visit));
ask('collaborative, nothing learnt', (side, { history }) => side.collaborative(history));
for (const side of sides) {
  const began = cpuUs();
  const rows = side.learn();
  if (rows > 0)
    console.log(`${side.name}: ${rows} rows learnt, ${((cpuUs() - began) / 1_000 / rows).toFixed(2)} ms of CPU each`);
}
ask('collaborative, learnt', (side, { history }) => side.collaborative(history));

/** Events are made and folded in chunks by turns, so that making them is not in the figures, nor all of them in memory. */
function fold(): void {
  const crowd = createCrowd({ seed: 1, events, users, products, partitions });
  for (let done = 0; done < events; done += chunk) {
    const made = Array.from({ length: Math.min(chunk, events - done) }, crowd.next);
    for (const side of sides) {
      const began = cpuUs();
      for (const { partition, event } of made) side.apply(partition, event);
      side.foldUs += cpuUs() - began;
    }
  }
  for (const { name, foldUs } of sides) console.log(`${name}: ${(foldUs / events).toFixed(2)} µs of CPU an event`);
}

type Question = { visit: string[]; history: string[] };

/** The visits and whole histories of shoppers who came lately. */
function questionsOf(scopes: readonly ScopeInteractions[]): Question[] {
  const random = createRandom(2);
  const found: Question[] = [];
  while (found.length < questions) {
    const { sessions, shoppers, items } = random.pick(scopes);
    const number = sessions.sets.made - 1 - Math.floor(random.next() * Math.min(sessions.sets.made, 50_000));
    const visit = Array.from(sessions.sets.itemsOf(number), items.nameOf);
    const slot = shoppers.slotOf(sessions.ownerOf(number));
    if (visit.length > 0 && slot >= 0)
      found.push({ visit, history: Array.from(shoppers.historyOf(slot), items.nameOf) });
  }
  return found;
}

/** Each question counts with the least time of its rounds, so that what else runs on the machine is left out, and collections of garbage with it; the mean of CPU has all of it. */
function ask(what: string, question: (side: Side, question: Question) => unknown): void {
  const measured = sides.map((side) => ({
    side,
    least: new Float64Array(asked.length).fill(Number.POSITIVE_INFINITY),
    us: 0,
  }));
  for (let round = 0; round < rounds; round++)
    for (const of of measured) {
      const cpuBegan = cpuUs();
      for (const [n, one] of asked.entries()) {
        const began = performance.now();
        question(of.side, one);
        of.least[n] = Math.min(of.least[n] ?? 0, performance.now() - began);
      }
      if (round > 0) of.us += cpuUs() - cpuBegan;
    }
  for (const { side, least, us } of measured) {
    least.sort();
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) =>
      Math.round((least[Math.floor(share * least.length)] ?? 0) * 1_000),
    );
    const mean = Math.round(us / asked.length / (rounds - 1));
    console.log(`${side.name}: ${what}: p50 ${p50}, p95 ${p95}, p99 ${p99} µs; CPU in the mean ${mean} µs`);
  }
}
