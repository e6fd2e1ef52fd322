import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

let dir: string;
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-shutdown-'));
});
after(() => rmSync(dir, { recursive: true }));

/** A process that listens until it is closed. With `isStuck` its close never ends; with `isOrphan` its parent goes before it listens for that. */
async function start(isStuck: boolean, isOrphan = false): Promise<ChildProcess> {
  const file = join(dir, `${isStuck ? 'stuck' : 'orderly'}-${isOrphan}.mts`);
  const shutdown = new URL('./shutdown.ts', import.meta.url).href;
  writeFileSync(
    file,
    `import { createServer } from 'node:net';
     import { closeOnSignal } from '${shutdown}';
     const server = createServer().listen(0, '127.0.0.1', () => process.send('up'));
     if (${isOrphan}) await new Promise((resolve) => process.once('disconnect', resolve));
     closeOnSignal({
       deadlineMs: 200,
       hasParent: true,
       close: () => new Promise((resolve) => ${isStuck ? 'undefined' : 'server.close(() => resolve())'}),
       onLate: () => process.send?.('late'),
     });`,
  );
  const child = fork(file, { stdio: 'ignore' });
  await once(child, 'message');
  return child;
}

for (const [name, end] of [
  ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
  ['SIGINT', (child: ChildProcess) => child.kill('SIGINT')],
  ['the end of the channel to the parent', (child: ChildProcess) => child.disconnect()],
] as const) {
  test(`${name} closes everything, and the process ends by itself`, async () => {
    const child = await start(false);
    const ended = once(child, 'exit');
    end(child);
    assert.deepEqual(await ended, [0, null]);
  });
}

test('one whose parent was gone before it came to listen for it ends as well', async () => {
  const child = await start(false, true);
  const ended = once(child, 'exit');
  child.disconnect();
  assert.deepEqual(await ended, [0, null]);
});

test('control: what does not close in time is cut off', async () => {
  const child = await start(true);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
});
