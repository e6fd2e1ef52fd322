/**
 * `node bench/compare.ts COMMIT|DIR [--events 3e5] [--seconds 10] [--rounds 2] [--only WORDS]`: the whole product beside what it was at a commit, in turn in one run (A B, then B A), each side alone on the machine and
 * at rest before it is measured. It prints each measure's ratio to that commit with the lowest and the highest of the rounds, and whether the goal is kept. DIR is a checkout with its node_modules; of a commit one is made in the temp
 * folder and removed. About 25 minutes with these numbers.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Measure, measures } from './compare/measures.ts';
import { openSide, pause, resume, type Side } from './compare/side.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '3e5' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const [than] = positionals;
if (than === undefined) throw new Error('Name what to compare with: node bench/compare.ts COMMIT');
const effort = { events: Number(values.events), seconds: Number(values.seconds) };
const chosen = measures(effort).filter(({ name }) => values.only === undefined || name.includes(values.only));
if (chosen.length === 0)
  throw new Error(
    `No measure has '${values.only}' in its name: ${measures(effort)
      .map(({ name }) => name)
      .join('; ')}`,
  );

await using closing = new AsyncDisposableStack();
const before = await open('before', checkout(than));
await pause(before);
const now = await open('now', process.cwd());
const results = new Map(chosen.map((measure) => [measure, { before: [] as number[], now: [] as number[] }]));
let running = now;
for (let round = 0; round < Number(values.rounds); round++)
  // The side that ran last goes on, so that each starts anew for two rounds.
  for (const side of running === now ? [now, before] : [before, now]) {
    if (side !== running) await pause(running);
    running = side;
    await resume(side);
    for (const [measure, found] of results) {
      const value = await measure.take(side);
      found[side === now ? 'now' : 'before'].push(value);
      console.log(`round ${round + 1}, ${side.name}: ${measure.name}: ${shown(value)} ${measure.unit}`);
    }
  }
console.log('\n| what | before | now | ratio (each round) | goal |\n| --- | --- | --- | --- | --- |');
for (const [measure, found] of results) console.log(rowOf(measure, found));

async function open(name: string, folder: string): Promise<Side> {
  const side = await openSide(name, folder);
  closing.defer(side.product.remove);
  return side;
}

/** The folder of a checkout, made of a commit if it is none. */
function checkout(of: string): string {
  if (existsSync(join(of, 'package.json'))) return resolve(of);
  const folder = join(mkdtempSync(join(tmpdir(), 'recomengine-compare-')), 'checkout');
  execFileSync('git', ['worktree', 'add', '--detach', '--quiet', folder, of]);
  closing.defer(() => {
    execFileSync('git', ['worktree', 'remove', '--force', folder]);
    rmSync(resolve(folder, '..'), { recursive: true, force: true });
  });
  execFileSync('npm', ['ci', '--silent'], { cwd: folder, stdio: 'inherit' });
  return folder;
}

function rowOf({ name, unit, goal, better }: Measure, found: { before: number[]; now: number[] }): string {
  const ratios = found.now.map((value, round) => value / (found.before[round] ?? Number.NaN));
  const mean = found.now.reduce(add, 0) / found.before.reduce(add, 0);
  const isKept = better === 'more' ? mean >= goal : mean <= goal;
  const wanted = `${better === 'more' ? '≥' : '≤'} ${goal.toFixed(2)} ×${isKept ? '' : ', missed'}`;
  const [one, other] = [found.before, found.now].map((all) => shown(all.reduce(add, 0) / all.length));
  return `| ${name}, ${unit} | ${one} | ${other} | ${mean.toFixed(2)} × (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}) | ${wanted} |`;
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function add(sum: number, value: number): number {
  return sum + value;
}
