import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const launcher = join(import.meta.dirname, 'recomengine.js');
/** The version that the launcher sees: a Node too old for TypeScript. */
const pretendedVersion = '20.19.0';

let dir: string;
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-launcher-'));
  // Gives `process` the version of an older Node before the launcher is loaded; the launcher itself stays as it is.
  writeFileSync(
    join(dir, 'older.mjs'),
    `Object.defineProperty(process.versions, 'node', { value: '${pretendedVersion}' });`,
  );
});
after(() => rmSync(dir, { recursive: true, force: true }));

type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

function launch(file: string, isOld: boolean, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const preload = isOld ? ['--import', join(dir, 'older.mjs')] : [];
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...preload, file, ...args], { env: { PATH, HOME } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return { child, ended };
}

/** A copy of the launcher beside a program of ours, with a Node in its node_modules or without. */
function copyOf(name: string, program: string, hasNode: boolean): string {
  const bin = join(dir, name, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(dir, name, 'package.json'), '{"type":"module"}');
  copyFileSync(launcher, join(bin, 'recomengine.js'));
  writeFileSync(join(bin, 'recomengine.ts'), program);
  if (hasNode) {
    const brought = join(dir, name, 'node_modules', 'node', 'bin');
    mkdirSync(brought, { recursive: true });
    // Prints that it was called, then runs the real Node.
    writeFileSync(join(brought, 'node'), `#!/bin/sh\necho brought\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
  }
  return join(bin, 'recomengine.js');
}

test('on a Node that is new enough it runs in the very process', async () => {
  const result = await launch(copyOf('new', 'console.log(process.pid)', true), false).ended;
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /^\d+\n$/);
});

test('on an older one it hands over, arguments and all, to the Node that npm ci brought, and ends as that one does', async () => {
  const file = copyOf('old', 'console.log(process.argv.slice(2).join()); process.exitCode = 4;', true);
  const result = await launch(file, true, 'topics', 'list', '--json').ended;
  assert.equal(result.stdout, 'brought\ntopics,list,--json\n');
  assert.equal(result.code, 4);
});

test('without one it says what to do, with 1', async () => {
  const result = await launch(copyOf('bare', '', false), true).ended;
  assert.equal(result.code, 1);
  assert.match(result.stderr, /^This is Node .*; Node 24 is needed, and `npm ci` in this folder brings it\.$/m);
});

test('the launcher of this repository reaches the commands, on both', async () => {
  for (const isOld of [false, true]) {
    const result = await launch(launcher, isOld, '--version').ended;
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stdout, /^\d+\.\d+\.\d+\n$/);
    assert.equal((await launch(launcher, isOld, 'nonsense').ended).code, 2);
  }
});

const waiting = `
  process.on('SIGTERM', () => { console.log('asked to end'); clearInterval(timer); process.disconnect?.(); });
  process.on('disconnect', () => { console.log('left alone'); clearInterval(timer); });
  const timer = setInterval(() => {}, 1000);
  console.log('waiting');`;

async function untilSaid(child: ChildProcess, text: string): Promise<void> {
  await new Promise<void>((resolve) =>
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(text)) resolve();
    }),
  );
}

test('SIGTERM is passed on, and the end of the child is waited for', async () => {
  const { child, ended } = launch(copyOf('term', waiting, true), true);
  await untilSaid(child, 'waiting');
  child.kill('SIGTERM');
  const result = await ended;
  assert.equal(result.code, 0);
  assert.match(result.stdout, /asked to end/);
});

test('a launcher that is killed leaves no child behind: it notices by its channel', async () => {
  const { child, ended } = launch(copyOf('kill', waiting, true), true);
  await untilSaid(child, 'waiting');
  child.kill('SIGKILL');
  // `close` also waits for the child's child, which holds the same stdout.
  const result = await ended;
  assert.equal(result.signal, 'SIGKILL');
  assert.match(result.stdout, /left alone/);
});

test('a child that a signal ended is told as a shell does', async () => {
  const result = await launch(copyOf('signal', `process.kill(process.pid, 'SIGKILL')`, true), true).ended;
  assert.equal(result.code, 137);
});
