/**
 * `npm run simulate -- --seeds 1000 --from 1`: schedules of the simulation (simulation.test.ts says what is real in it), one a seed. Prints each seed that fails
 * with what is wrong and its last turns, and ends with 1 if one did.
 */
import { parseArgs } from 'node:util';
import { runSchedule } from './run-schedule.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isInteger(seeds) || !Number.isInteger(from) || seeds < 1) {
  console.error('--seeds and --from take whole numbers, --seeds 1 or more');
  process.exit(2);
}

const startedAt = performance.now();
const happened = new Map<string, number>();
let failed = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const outcome = await runSchedule(seed);
  for (const [what, times] of outcome.happened) happened.set(what, (happened.get(what) ?? 0) + times);
  if (outcome.wrong.length === 0) continue;
  failed++;
  console.log(`seed ${seed}, after ${outcome.turns} turns:`);
  for (const line of outcome.wrong) console.log(`  ${line}`);
  for (const turn of outcome.lastTurns) console.log(`    ${turn}`);
}
const minutes = (performance.now() - startedAt) / 60_000;
console.log(`seeds ${from} to ${from + seeds - 1}: ${failed} failed, ${Math.round(seeds / minutes)} a minute`);
console.log([...happened].map(([what, times]) => `${what} ${times}`).join(', '));
process.exitCode = failed === 0 ? 0 : 1;
