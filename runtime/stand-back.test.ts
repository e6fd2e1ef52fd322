import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, getPriority } from 'node:os';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { behind, leaveCores, standBack } from './stand-back.ts';

const program = 'process.stdin.resume()';

/** The cores that each thread may run on. */
const coresOf = (pid: number | 'self'): string[] =>
  readdirSync(`/proc/${pid}/task`).map(
    (thread) => /^Cpus_allowed:.*$/m.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))?.[0] ?? '',
  );

test('a child stands back by so many steps, again by as many, and never behind the lowest', async () => {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'ignore', 'ignore'] });
  const pid = child.pid ?? assert.fail('it was made');
  const own = getPriority(pid);
  const priorities = [behind.storing, behind.storing, 40].map((steps) => {
    standBack(steps, pid);
    return getPriority(pid);
  });
  child.stdin?.end();
  await once(child, 'exit');
  assert.deepEqual(
    priorities,
    [own + 5, own + 10, 19].map((one) => Math.min(19, one)),
  );
  assert.equal(getPriority(), own, 'control: who made it keeps its own');
  standBack(behind.storing, pid);
});

test('all threads of a process are kept to one half of the cores, on Linux', {
  skip: !(existsSync('/usr/bin/taskset') && availableParallelism() > 1) && 'needs Linux with util-linux, and two cores',
}, async () => {
  const child = spawn(process.execPath, ['-e', `${program}; console.log('runs')`], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const pid = child.pid ?? assert.fail('it was made');
  await once(child.stdout, 'data');
  const before = coresOf(pid);
  await leaveCores(pid);
  const after = coresOf(pid);
  child.stdin.end();
  await once(child, 'exit');
  assert.ok(before.length > 1, 'it has more threads than one');
  assert.equal(new Set([...before, ...coresOf('self')]).size, 1, 'control: as all others, and who made it as before');
  assert.equal(new Set(after).size, 1);
  assert.notEqual(after[0], before[0]);
  await leaveCores(pid);
});

test('control: what is no priority is told', () => {
  assert.throws(() => standBack(Number.NaN, process.pid));
});

test('a thread stands back and the process does not', {
  skip: process.platform !== 'linux' && 'a priority of a thread is Linux’s',
}, async () => {
  const own = getPriority();
  const script = `
    import { getPriority } from 'node:os';
    import { parentPort } from 'node:worker_threads';
    import { standBackOnThread } from ${JSON.stringify(new URL('./stand-back.ts', import.meta.url).href)};
    standBackOnThread(10);
    parentPort.postMessage(getPriority());`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`));
  const [ofThread] = await once(worker, 'message');
  assert.deepEqual([ofThread, getPriority()], [Math.min(19, own + 10), own]);
});
