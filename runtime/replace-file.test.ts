import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ownerOnly, replaceFile, replaceLargeFile } from './replace-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'recomengine-replace-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const modeOf = (file: string) => statSync(file).mode & 0o777;

test('a file is replaced whole, in a folder that is made, with the mode asked for', () => {
  const file = join(dir, 'made', 'secrets.json');
  replaceFile(file, 'one', ownerOnly);
  replaceFile(file, 'two', ownerOnly);
  assert.equal(readFileSync(file, 'utf8'), 'two');
  assert.equal(modeOf(file), 0o600);
  assert.deepEqual(readdirSync(join(dir, 'made')), ['secrets.json'], 'no draft stays');
});

test('a file that others could read is closed to them by the next write; a plain write would leave it open', () => {
  const file = join(dir, 'open.json');
  writeFileSync(file, 'old');
  chmodSync(file, 0o644);
  writeFileSync(file, 'plain', { mode: ownerOnly });
  assert.equal(modeOf(file), 0o644, 'control');
  replaceFile(file, 'new', ownerOnly);
  assert.equal(modeOf(file), 0o600);
});

test('where it cannot be put in place the old one stays, and no draft', () => {
  const folder = join(dir, 'taken');
  mkdirSync(join(folder, 'name'), { recursive: true });
  assert.throws(() => replaceFile(join(folder, 'name'), 'text'));
  assert.deepEqual(readdirSync(folder), ['name']);
});

test('a large file is replaced whole, synced or not; if it cannot be written the old one stays, and no draft', async () => {
  const folder = join(dir, 'large');
  const file = join(folder, 'archive');
  for (const isSynced of [true, false]) {
    await replaceLargeFile(file, { isSynced }, async (draft) => writeFileSync(draft, `synced: ${isSynced}`));
    assert.equal(readFileSync(file, 'utf8'), `synced: ${isSynced}`);
    const failing = replaceLargeFile(file, { isSynced }, async (draft) => {
      writeFileSync(draft, 'half');
      throw new Error('no more');
    });
    await assert.rejects(failing, /no more/);
    assert.equal(readFileSync(file, 'utf8'), `synced: ${isSynced}`);
    assert.deepEqual(readdirSync(folder), ['archive']);
  }
});
