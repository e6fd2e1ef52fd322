import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

let dir: string;
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-shutdown-'));
});
after(() => rmSync(dir, { recursive: true }));

type Run = ChildProcess & { told(): string };

/**
 * A process that listens when it has started, and says so; it also says when it begins to start and when it is closed. `isStuck`: its close never ends. `isOrphan`: it comes to start only when its parent
 * has gone.
 */
async function run({ isStuck = false, isOrphan = false, startsSlowly = false } = {}): Promise<Run> {
  const file = join(dir, `${isStuck}-${isOrphan}-${startsSlowly}.mts`);
  const told = join(dir, `${isStuck}-${isOrphan}-${startsSlowly}.told`);
  writeFileSync(told, '');
  const shutdown = new URL('./shutdown.ts', import.meta.url).href;
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
     import { createServer } from 'node:net';
     import { runUntilStopped } from '${shutdown}';
     const tell = (what) => appendFileSync(${JSON.stringify(told)}, what + ' ');
     const server = createServer();
     if (${isOrphan}) {
       process.send('waits');
       await new Promise((resolve) => process.once('disconnect', resolve));
     }
     const isRunning = await runUntilStopped({
       deadlineMs: ${isStuck ? 200 : 60_000},
       hasParent: true,
       async start() {
         tell('starts');
         if (${startsSlowly}) {
           process.send('starts');
           await new Promise((resolve) => process.once('SIGTERM', resolve));
         }
         await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
         tell('listens');
       },
       async close() {
         tell(server.listening ? 'closes' : 'closes nothing');
         if (${isStuck}) return new Promise(() => {});
         if (server.listening) await new Promise((resolve) => server.close(resolve));
       },
       onLate: () => tell('late'),
     });
     tell(isRunning ? 'runs' : 'does not run');
     if (isRunning) process.send('runs');`,
  );
  const child = fork(file, { stdio: 'ignore' });
  await once(child, 'message');
  return Object.assign(child, { told: () => readFileSync(told, 'utf8').trim() });
}

for (const [name, end] of [
  ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
  ['SIGINT', (child: ChildProcess) => child.kill('SIGINT')],
  ['the end of the channel to the parent', (child: ChildProcess) => child.disconnect()],
] as const) {
  test(`${name} closes everything, and the process ends by itself`, async () => {
    const child = await run();
    const ended = once(child, 'exit');
    end(child);
    assert.deepEqual(await ended, [0, null]);
    assert.equal(child.told(), 'starts listens runs closes');
  });
}

test('one whose parent was gone before it came to start ends as well, and never listens', async () => {
  const child = await run({ isOrphan: true });
  const ended = once(child, 'exit');
  child.disconnect();
  assert.deepEqual(await ended, [0, null]);
  assert.equal(child.told(), 'does not run closes nothing');
});

test('one that is told to stop while it starts closes when it has started, and says that it does not run', async () => {
  const child = await run({ startsSlowly: true });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.equal(child.told(), 'starts listens does not run closes');
});

test('control: what does not close in time is cut off', async () => {
  const child = await run({ isStuck: true });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  assert.equal(child.told(), 'starts listens runs closes late');
});
