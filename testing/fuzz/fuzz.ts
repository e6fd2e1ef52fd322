/**
 * `npm run fuzz -- --minutes 10 --seed 1`: changed inputs for every parser in turn, with rising seeds, until the time is over. Prints each input that broke one, and ends with 1 if
 * one did; `--only 'amounts'` takes one parser.
 */
import { parseArgs } from 'node:util';
import { targets } from './targets/index.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const roundsASeed = 2_000;
const until = performance.now() + Number(values.minutes) * 60_000;
const wanted = targets.filter(({ name }) => name.includes(values.only));
const broken = new Set<string>();
let inputs = 0;
let seed = Number(values.seed);
for (; performance.now() < until; seed++)
  for (const target of wanted) {
    if (performance.now() >= until || broken.has(target.name)) continue;
    const { findings, taken, refused } = target.fuzz(seed, roundsASeed);
    inputs += taken + refused;
    for (const { input, round, error } of findings) {
      broken.add(target.name);
      console.log(`${target.name}, seed ${seed}, round ${round}: ${input}`);
      console.log(error);
    }
  }
console.log(`${inputs} inputs, seeds ${values.seed} to ${seed}: ${broken.size} of ${wanted.length} parsers broken`);
process.exitCode = broken.size === 0 ? 0 : 1;
