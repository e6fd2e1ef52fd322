/**
 * The writer dies in a system call that strace chooses: the n-th write, sync or other change of a file of one of its threads is entered and never done. The first ones fall into the making of
 * the log, later ones into appends.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lostOf, readAcknowledged } from '#testing/power-cut/acknowledged.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-syscall-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A container may forbid tracing although strace is there. */
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!canTrace && process.env.REQUIRE_ALL === '1') throw new Error('needs strace, and the right to trace');

/** Where it dies: at the n-th call of a kind. SQLite syncs by fdatasync, or fsync where that is not to be had. */
const deaths = [
  ['pwrite64', [9, 80, 201, 350]],
  ['fdatasync,fsync', [2, 21, 40, 100]],
  ['ftruncate,rename,unlink', [1]],
] as const;

/** Appends until it dies, by that call or, where it never comes so far, by us. Returns what it printed. */
async function appendUntil(
  dir: string,
  calls: string,
  when: number,
): Promise<{ printed: string; isKilledByCall: boolean }> {
  const child = spawn(
    'strace',
    [
      ...['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:signal=SIGKILL:when=${when}`],
      ...[process.execPath, 'testing/power-cut/append-on.ts', dir, 'full'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  let printed = '';
  let isKilledByCall = true;
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.length < mostPrinted || !isKilledByCall) return;
    isKilledByCall = false;
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  return { printed, isKilledByCall };
}
/** So many appends come long after the calls above. */
const mostPrinted = 200_000;

test('killed within any write, sync or truncation, the log has what it acknowledged, and is written on', {
  skip: !canTrace && 'needs strace',
}, async (context) => {
  let byCall = 0;
  let whole = 0;
  for (const [calls, times] of deaths)
    for (const when of times) {
      const dir = join(folder, `${calls}-${when}`);
      const { printed, isKilledByCall } = await appendUntil(dir, calls, when);
      const acknowledged = readAcknowledged(printed);
      context.diagnostic(
        `${calls} ${when}: ${acknowledged.length} acknowledged, ${isKilledByCall ? 'killed by it' : 'it never came'}`,
      );
      assert.deepEqual(await lostOf(dir, acknowledged), [], `${calls} ${when}`);
      byCall += isKilledByCall ? 1 : 0;
      whole = Math.max(whole, acknowledged.length);
      // Control: the same records are missing from another log.
      assert.equal((await lostOf(join(folder, `${calls}-${when}-other`), acknowledged)).length, acknowledged.length);
    }
  assert.ok(byCall >= 6, `only ${byCall} of these deaths came about`);
  assert.ok(whole >= 50, `at most ${whole} records were acknowledged before a death`);
});
