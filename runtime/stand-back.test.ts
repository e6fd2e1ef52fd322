import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { behind, standBack } from './stand-back.ts';

const program = 'process.stdin.resume()';

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
