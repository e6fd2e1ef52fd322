import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '#testing/product.ts';
import { openEmbeddedLog } from './open-embedded-log.ts';

let folder: string;
let library: string | null = null;
const children: ChildProcess[] = [];

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-failing-disk-'));
  try {
    const built = join(folder, 'failing-disk.so');
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', built, 'testing/power-cut/failing-disk.c', '-ldl']);
    library = built;
  } catch (error) {
    if (process.env.REQUIRE_ALL === '1') throw error;
  }
});
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that appends on and on to a disk that can be made to fail. */
function appendThrough(dir: string, what: 'sync' | 'write' | 'all', preload: string) {
  const switchFile = `${dir}.fails`;
  const child = spawn(process.execPath, ['testing/power-cut/append-through.ts', dir], {
    env: { ...process.env, LD_PRELOAD: preload, FAIL_BELOW: dir, FAIL_WHEN: switchFile, FAIL_WHAT: what },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const lines = () =>
    printed
      .slice(0, printed.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean);
  const acknowledged = () => lines().filter((line) => !line.startsWith('refused'));
  const refused = () => lines().filter((line) => line.startsWith('refused'));
  const more = async (of: () => string[], count: number) => {
    const from = of().length;
    await waitFor(
      async () => of().length >= from + count,
      () => `${count} more lines: ${printed.slice(-500)}`,
    );
  };
  return {
    acknowledged,
    refused,
    more,
    fail: () => writeFileSync(switchFile, ''),
    heal: () => rmSync(switchFile),
    async kill() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Returns the acknowledged records that are not at their positions, and whether a position was given out twice. */
async function check(dir: string, acknowledged: readonly string[]): Promise<{ lost: string[]; isTwice: boolean }> {
  const log = await openEmbeddedLog({ dir, role: 'writer' });
  try {
    const found = new Map<string, string>();
    for (const { partition, low, high } of (await log.describe('events')).partitions) {
      for (let at = low; at < high; ) {
        const { records } = await log.read('events', partition, at);
        for (const { offset, value } of records) found.set(`${partition} ${offset}`, String(value));
        at = (records.at(-1)?.offset ?? high) + 1n;
      }
    }
    const positions = acknowledged.map((line) => line.slice(line.indexOf(' ') + 1));
    return {
      lost: acknowledged.filter((line, n) => found.get(positions[n] ?? '') !== `value ${line.split(' ')[0]}`),
      isTwice: new Set(positions).size !== positions.length,
    };
  } finally {
    await log.close();
  }
}

for (const what of ['sync', 'write', 'all'] as const) {
  test(`a disk whose every ${what} fails for a while: refused meanwhile, recovered after, nothing acknowledged lost`, async (context) => {
    if (library === null) return context.skip('needs a C compiler: install gcc');
    const dir = join(folder, `log-${what}`);
    const writer = appendThrough(dir, what, library);
    for (let round = 0; round < 3; round++) {
      await writer.more(writer.acknowledged, 50);
      writer.fail();
      await writer.more(writer.refused, 10);
      const before = writer.acknowledged().length;
      await writer.more(writer.refused, 10);
      assert.equal(writer.acknowledged().length, before, 'nothing is acknowledged while it fails');
      writer.heal();
      await writer.more(writer.acknowledged, 50);
    }
    await writer.kill();
    for (const line of writer.refused()) assert.match(line, /^refused (io_error|disk_full) /);
    assert.ok(writer.refused().some((line) => line.startsWith('refused io_error')));
    assert.deepEqual(await check(dir, writer.acknowledged()), { lost: [], isTwice: false });
    // Control: the check finds a record that is missing.
    assert.deepEqual((await check(dir, ['0 0 999999'])).lost, ['0 0 999999']);
  });
}

test('control: without the library the same switch does nothing', async () => {
  const writer = appendThrough(join(folder, 'log-control'), 'all', '');
  await writer.more(writer.acknowledged, 20);
  writer.fail();
  await writer.more(writer.acknowledged, 50);
  await writer.kill();
  assert.deepEqual(writer.refused(), []);
});
