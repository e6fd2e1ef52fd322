import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { allProcessesOf } from '#testing/processes.ts';
import { waitFor } from '#testing/product.ts';

const firstRowTimeoutMs = 120_000;

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

test('bench measures a product of its own, tells each row as JSON, and leaves nothing behind when it is stopped', async () => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['bin/recomengine.ts', 'bench', '--quick', '--json'], { env: { PATH, HOME } });
  const ended = once(child, 'exit');
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
  const pids: number[] = [];
  let dataDir = '';
  try {
    await waitFor(
      async () => stderr.includes('\n') || child.exitCode !== null,
      () => `a row\n${stderr}`,
      firstRowTimeoutMs,
    );
    const { row } = JSON.parse(stderr.split('\n')[0] ?? '');
    assert.deepEqual(Object.keys(row).sort(), ['goal', 'value', 'what']);
    pids.push(...allProcessesOf(child.pid ?? 0));
    dataDir = / --data-dir (\S+)/.exec(pids.map(commandOf).join('\n'))?.[1] ?? '';
    assert.ok(pids.length > 4 && existsSync(dataDir), 'control: its product runs');
  } finally {
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [143, null], stderr);
  }
  assert.deepEqual(
    pids.map(commandOf).filter((command) => command !== ''),
    [],
  );
  assert.equal(existsSync(dataDir), false);
});
