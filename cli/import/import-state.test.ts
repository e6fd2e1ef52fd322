import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ImportConflict, keepShift, progressFile } from './import-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-state-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'events.jsonl');
const identityOf = (tenant: string) => ({ format: 'jsonl', files: [file], url: 'http://127.0.0.1:5008', tenant });

test('times are moved by what the first run decided, also when the file has grown and the clock went on', () => {
  assert.equal(keepShift(folder, identityOf('a'), true, 1_000, 5_000).shiftMs, 4_000);
  assert.equal(keepShift(folder, identityOf('a'), true, 2_000, 9_000).shiftMs, 4_000);
  assert.equal(
    keepShift(folder, identityOf('b'), true, 1_000, 9_000).shiftMs,
    8_000,
    'another tenant is another import',
  );
});

test('a file without events pins no shift: the first run that has some decides', () => {
  assert.equal(keepShift(folder, identityOf('e'), false, null, 5_000).shiftMs, 0);
  assert.equal(keepShift(folder, identityOf('e'), true, 1_000, 5_000).shiftMs, 4_000);
  assert.throws(() => keepShift(folder, identityOf('e'), false, 1_000, 5_000), ImportConflict, 'control');
});

test('a first run of which no event was taken decides nothing; a later one cannot undo what the first decided', () => {
  keepShift(folder, identityOf('f'), false, 1_000, 5_000).forget();
  assert.equal(keepShift(folder, identityOf('f'), true, 1_000, 5_000).shiftMs, 4_000);
  keepShift(folder, identityOf('f'), true, 1_000, 6_000).forget();
  assert.equal(keepShift(folder, identityOf('f'), true, 1_000, 6_000).shiftMs, 4_000);
});

test('a run with other flags than the first is refused, both ways', () => {
  assert.equal(keepShift(folder, identityOf('c'), false, 1_000, 5_000).shiftMs, 0);
  assert.throws(() => keepShift(folder, identityOf('c'), true, 1_000, 5_000), ImportConflict);
  keepShift(folder, identityOf('d'), true, 1_000, 5_000);
  assert.throws(() => keepShift(folder, identityOf('d'), false, 1_000, 5_000), ImportConflict);
});

test('progress belongs to the file as it is: when it has changed, everything is sent again', () => {
  writeFileSync(file, 'one\n');
  const first = progressFile(folder, identityOf('a'));
  assert.equal(progressFile(folder, identityOf('a')), first);
  assert.notEqual(progressFile(folder, identityOf('b')), first);
  writeFileSync(file, 'one\ntwo\n');
  assert.notEqual(progressFile(folder, identityOf('a')), first);
});
