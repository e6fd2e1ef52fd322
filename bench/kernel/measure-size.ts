/** `node bench/kernel/measure-size.ts EVENTS PRODUCTS USERS QUESTIONS [FOLDER]`: measures one size and prints it as JSON; progress goes to stderr. `bench/kernel.ts` runs it. */
import { fail } from 'node:assert/strict';
import { resolve } from 'node:path';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { createRandom } from '#testing/random.ts';
import { createCrowd } from './crowd.ts';
import type { Asked, Measured } from './measured.ts';
import { openSide, type Side } from './open-side.ts';

const partitions = 4;
/** As many records as the tail of the log hands over at once (`query-api/live-models/open-live-models.ts`): so they are still in the processor's caches, as records are that have just been decoded. */
const chunk = 2_000;
/** The first one is to warm up. */
const rounds = 6;
const progressEveryMs = 10_000;

const [events = 0, products = 0, users = 0, questions = 0] = process.argv.slice(2, 6).map(Number);
const beside = process.argv[6];
const sides = [await openSide('now', resolve(import.meta.dirname, '..', '..'), partitions)];
if (beside !== undefined) sides.push(await openSide('beside', beside, partitions));
const cpuUs = () => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

fold();
const processMib = Math.round(process.memoryUsage.rss() / 2 ** 20);
const asked = questionsOf(sides[0]?.scopes() ?? []);
const session = ask((side, { visit }) => side.session(visit));
const collaborative = ask((side, { history }) => side.collaborative(history));
const rowMs = sides.map((side) => {
  const began = cpuUs();
  const rows = side.learn();
  return rows === 0 ? null : (cpuUs() - began) / 1_000 / rows;
});
const learnt = ask((side, { history }) => side.collaborative(history));
const measured = sides.map(({ name, foldUs, scopes }, n): Measured => {
  const none = { p50: 0, p95: 0, p99: 0 };
  return {
    name,
    foldUs: foldUs / events,
    estimateMib: Math.round(scopes().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 2 ** 20),
    processMib,
    asked: [session[n] ?? none, collaborative[n] ?? none, learnt[n] ?? none],
    rowMs: rowMs[n] ?? null,
  };
});
console.log(JSON.stringify(measured));

/**
 * Events are made and folded in chunks by turns, so that making them is not in the figures, nor all of them in memory. Each side has its own: a text that another side has looked up
 * knows its hash, and lies in the cache.
 */
function fold(): void {
  const crowds = sides.map(() => createCrowd({ seed: 1, events, users, products, partitions }));
  let toldAt = performance.now();
  for (let done = 0; done < events; done += chunk) {
    const count = Math.min(chunk, events - done);
    for (const [n, side] of sides.entries()) {
      const made = Array.from({ length: count }, crowds[n]?.next ?? fail);
      const began = cpuUs();
      for (const { partition, event } of made) side.apply(partition, event);
      side.foldUs += cpuUs() - began;
    }
    if (performance.now() - toldAt < progressEveryMs) continue;
    toldAt = performance.now();
    const each = sides.map(({ name, foldUs }) => `${name} ${(foldUs / (done + count)).toFixed(2)} µs`);
    console.error(`${Math.round((100 * done) / events)} % folded: ${each.join(', ')} an event`);
  }
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

/** By side. Each question counts with the least time of its rounds, so that what else runs on the machine is left out, and collections of garbage with it. */
function ask(question: (side: Side, question: Question) => unknown): Asked[] {
  const least = sides.map(() => new Float64Array(asked.length).fill(Number.POSITIVE_INFINITY));
  for (let round = 0; round < rounds; round++)
    for (const [s, side] of sides.entries())
      for (const [n, one] of asked.entries()) {
        const began = performance.now();
        question(side, one);
        const times = least[s];
        if (times !== undefined) times[n] = Math.min(times[n] ?? 0, performance.now() - began);
      }
  return least.map((times) => {
    times.sort();
    const at = (share: number) => Math.round((times[Math.floor(share * times.length)] ?? 0) * 1_000);
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  });
}
