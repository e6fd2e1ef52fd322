/**
 * A deterministic simulation of three processes that load topic `events`: crashes, freezes, expulsions, rebalances, lost connections, lost answers of COMMIT, deadlocks, batches
 * handed out twice or out of order, records sent twice, records that nobody can store. Who goes on is drawn from the seed; `npm run simulate` runs more seeds.
 *
 * Real: `run-consumer`, `run-partition`, `check-position`, the loader with what it decides, `fold-batch`, the functions of `stores/` that claim, advance, merge and bury, with their SQL
 * text, the codec, `retry`.
 * Simulated, since the real ones cannot be deterministic: Postgres (a transactional store in memory that knows the loader's statements by their first words, at READ COMMITTED with row locks of
 * offsets), the log with its consumer group, waits (a wait ends when it is given a turn). Left out: gathering, erasures, exposures, archived months, projections but one that counts,
 * and a log that was replaced; these have tests on the real Postgres and log (docs of each: ARCHITECTURE.md).
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { faults } from './planted-faults.ts';
import { type Outcome, runSchedule } from './run-schedule.ts';
import { runStatement } from './statements.ts';
import { createStore } from './store.ts';

const seeds = 200;
/** A planted fault must be found by one of so many seeds; in 60 seeds, 11 found the rarest. */
const seedsForAFault = 40;

const told = ({ seed, wrong, lastTurns }: Outcome) => `seed ${seed}: ${wrong.join('; ')}\n${lastTurns.join('\n')}`;

test(`each acknowledged event is stored and folded once, whatever happens in ${seeds} schedules`, async () => {
  const happened = new Map<string, number>();
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await runSchedule(seed);
    assert.deepEqual(outcome.wrong, [], told(outcome));
    for (const [what, times] of outcome.happened) happened.set(what, (happened.get(what) ?? 0) + times);
  }
  for (const what of ['crash', 'freeze', 'expel', 'rebalance', 'lost answers', 'fenced', 'dead letters'])
    assert.ok((happened.get(what) ?? 0) >= 20, `${what}: ${happened.get(what)}, so these schedules show little`);
});

for (const fault of faults)
  test(`control: the planted fault ${fault} is found within ${seedsForAFault} seeds`, async () => {
    for (let seed = 1; seed <= seedsForAFault; seed++) {
      const { wrong } = await runSchedule(seed, fault);
      if (wrong.length > 0) return;
    }
    assert.fail(`no seed up to ${seedsForAFault} found it`);
  });

test('a seed is one schedule, and another seed another one', async () => {
  const [first, again, other] = [await runSchedule(7), await runSchedule(7), await runSchedule(8)];
  assert.equal(first.trace, again.trace);
  assert.notEqual(first.trace, other.trace);
});

test('control: a statement that the simulated store does not know is an error', () => {
  const store = createStore();
  assert.throws(() => runStatement(store, store.begin(), 'DELETE FROM events', [], null), /does not know/);
});
