import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compiled-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a process that loads a module of ours and is then killed; returns how many modules have been kept. */
function keptAfter(script: string, env: NodeJS.ProcessEnv = {}): number {
  const source = `
    const { keepCompiled, writeCompiled } = await import('#bin/compile-cache.ts');
    const { spawnSync } = await import('node:child_process');
    ${script}
    // From outside: before Node kills itself it writes.
    spawnSync('kill', ['-9', String(process.pid)]);
  `;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    env: { ...process.env, NODE_V8_COVERAGE: '', NODE_COMPILE_CACHE: folder, ...env },
  });
  assert.equal(signal, 'SIGKILL');
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).length;
}
const load = `keepCompiled(); await import('#runtime/keep-doing.ts');`;

test('what a process has compiled is there for the next, even if it is killed', () => {
  assert.equal(keptAfter(load), 0, 'control: it was not written before the kill');
  assert.ok(keptAfter(`${load} writeCompiled();`) > 0);
});

test('nothing is kept if that is turned off, and a folder that cannot be written stops nobody', () => {
  assert.equal(keptAfter(`${load} writeCompiled();`, { NODE_DISABLE_COMPILE_CACHE: '1' }), 0);
  assert.equal(keptAfter(`${load} writeCompiled();`, { NODE_COMPILE_CACHE: '/dev/null/none' }), 0);
});

test('the processes that a process starts keep what they compile too', () => {
  const inChild = `
    keepCompiled();
    spawnSync(process.execPath, ['--input-type=module', '--eval', "await import('#runtime/keep-doing.ts')"]);
  `;
  assert.ok(keptAfter(inChild) > 0);
});

test('under coverage nothing is kept, nor handed on', () => {
  const source = `
    const { keepCompiled } = await import('#bin/compile-cache.ts');
    keepCompiled();
    process.stdout.write(String(process.env.NODE_COMPILE_CACHE));
  `;
  const { NODE_COMPILE_CACHE: _, ...own } = process.env;
  const told = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ['--input-type=module', '--eval', source], { env, encoding: 'utf8' }).stdout;
  assert.equal(told({ ...own, NODE_V8_COVERAGE: folder }), 'undefined');
  assert.match(told({ ...own, NODE_V8_COVERAGE: '' }), /node_modules.\.cache.recomengine$/, 'control');
});
