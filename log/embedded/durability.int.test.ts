import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Acknowledged, lostOf, readAcknowledged } from '#testing/power-cut/acknowledged.ts';
import { createRandom } from '#testing/random.ts';
import { openEmbeddedLog } from './open-embedded-log.ts';

let folder: string;
let shim: string | null = null;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-log-'));
  try {
    const library = join(folder, 'durable-shadow.so');
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, 'testing/power-cut/durable-shadow.c', '-ldl']);
    shim = library;
  } catch (error) {
    if (process.env.REQUIRE_ALL === '1') throw error;
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

type Script = 'append-on' | 'compact-on';

/** Appends in a process of its own, kills that with -9 once it has acknowledged enough, and returns what it had acknowledged. */
function appendAndKill(
  dir: string,
  synchronous: 'full' | 'off',
  count: number,
  env: Record<string, string> = {},
  script: Script = 'append-on',
): Promise<Acknowledged[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`testing/power-cut/${script}.ts`, dir, synchronous], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    let lines = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      printed += text;
      lines += text.split('\n').length - 1;
      if (lines >= count) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', () => resolve(readAcknowledged(printed)));
  });
}

test('kill -9 at random moments under load loses nothing acknowledged and never gives an offset out twice', async () => {
  const random = createRandom(42);
  const dir = join(folder, 'killed');
  const everything: Acknowledged[] = [];
  for (let round = 0; round < 6; round++) {
    const acknowledged = await appendAndKill(dir, 'full', random.between(20, 600));
    everything.push(...acknowledged.map((record) => ({ ...record, number: record.number })));
    assert.deepEqual(await lostOf(dir, acknowledged), []);
  }
  const positions = everything.map(({ partition, offset }) => `${partition} ${offset}`);
  assert.equal(new Set(positions).size, positions.length);
  // Control: a log that was emptied loses all of it, and the check says so.
  rmSync(dir, { recursive: true });
  assert.equal((await lostOf(dir, everything)).length, everything.length);
});

const letters = { letters: { partitions: 2, retentionMs: null, compacted: true } };
const keysOfLetters = 20;

/** The keys of a compacted topic whose newest acknowledged record is not there, and whether anything was compacted. */
async function lostLetters(dir: string, acknowledged: readonly Acknowledged[]) {
  const log = await openEmbeddedLog({ dir, role: 'writer', topics: letters });
  try {
    const newest = new Map<number, { number: number; offset: bigint }>();
    let count = 0;
    const { partitions } = await log.describe('letters');
    for (const { partition, low, high } of partitions) {
      for (let at = low; at < high; ) {
        const { records } = await log.read('letters', partition, at);
        for (const { key, offset, value } of records)
          newest.set(Number(key.slice(1)), { number: Number(String(value).slice('value '.length)), offset });
        count += records.length;
        at = (records.at(-1)?.offset ?? high) + 1n;
      }
    }
    const lost = acknowledged.filter(({ number, offset }) => {
      const found = newest.get(number % keysOfLetters);
      return found === undefined || found.offset < offset || (found.offset === offset && found.number !== number);
    });
    const appended = partitions.reduce((sum, { high }) => sum + Number(high), 0);
    return { lost: lost.map(({ number }) => number), isCompacted: count < appended };
  } finally {
    await log.close();
  }
}

test('kill -9 at random moments of a compaction loses no newest record of a key and never gives an offset out twice', async () => {
  const random = createRandom(43);
  const dir = join(folder, 'compacted');
  const everything: Acknowledged[] = [];
  for (let round = 0; round < 4; round++) {
    const acknowledged = await appendAndKill(dir, 'full', random.between(800, 2_500), {}, 'compact-on');
    everything.push(...acknowledged);
    assert.deepEqual((await lostLetters(dir, acknowledged)).lost, []);
  }
  assert.equal((await lostLetters(dir, [])).isCompacted, true, 'there was a compaction to be killed in');
  const positions = everything.map(({ partition, offset }) => `${partition} ${offset}`);
  assert.equal(new Set(positions).size, positions.length);
});

test('a power cut during a compaction takes no newest record of a key', async (context) => {
  if (shim === null) return context.skip('needs a C compiler: install gcc');
  const { dir, acknowledged } = await cutPower('full', 2_000, 'compact-on');
  const { lost, isCompacted } = await lostLetters(dir, acknowledged);
  assert.deepEqual(lost, []);
  assert.equal(isCompacted, true);
  // Control: an emptied log has lost all of it, and the check says so.
  rmSync(dir, { recursive: true });
  assert.equal((await lostLetters(dir, acknowledged)).lost.length, acknowledged.length);
});

/** The log as a power cut leaves it, after a process that had acknowledged `count` records. */
async function cutPower(
  synchronous: 'full' | 'off',
  count: number,
  script: Script = 'append-on',
): Promise<{ dir: string; acknowledged: Acknowledged[] }> {
  const dir = join(folder, `power-${script}-${synchronous}`);
  const shadow = join(folder, `shadow-${script}-${synchronous}`);
  mkdirSync(shadow);
  // The log is made whole and durable first, since this test is about appends.
  await (
    await openEmbeddedLog({ dir, role: 'writer', ...(script === 'compact-on' ? { topics: letters } : {}) })
  ).close();
  cpSync(dir, shadow, { recursive: true });
  const acknowledged = await appendAndKill(
    dir,
    synchronous,
    count,
    { LD_PRELOAD: shim ?? '', SHADOW_OF: dir, SHADOW_INTO: shadow },
    script,
  );
  rmSync(dir, { recursive: true });
  cpSync(shadow, dir, { recursive: true, filter: (path) => !path.endsWith('.part') });
  return { dir, acknowledged };
}

test('a power cut takes nothing that was acknowledged', async (context) => {
  if (shim === null) return context.skip('needs a C compiler: install gcc');
  const { dir, acknowledged } = await cutPower('full', 500);
  assert.ok(acknowledged.length >= 500);
  assert.deepEqual(await lostOf(dir, acknowledged), []);
});

test('control: with log.synchronous=off the same power cut loses acknowledged records', async (context) => {
  if (shim === null) return context.skip('needs a C compiler: install gcc');
  const { dir, acknowledged } = await cutPower('off', 500);
  assert.ok((await lostOf(dir, acknowledged)).length > 0);
});
