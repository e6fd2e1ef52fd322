import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeToOthers, openIn } from './owner-only.ts';

const dir = mkdtempSync(join(tmpdir(), 'owner-only-'));
after(() => rmSync(dir, { recursive: true }));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('an existing data folder is closed to others at every depth, but for what is Postgres’s or elsewhere', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'owner-only-elsewhere-'));
  after(() => rmSync(elsewhere, { recursive: true }));
  chmodSync(elsewhere, 0o755);
  for (const folder of ['log', 'log/events-0', 'postgres']) mkdirSync(join(dir, folder));
  for (const file of ['log/events-0/0.log', 'postgres/PG_VERSION', 'postgres.log']) writeFileSync(join(dir, file), '');
  symlinkSync(elsewhere, join(dir, 'archive'));
  for (const path of ['log', 'log/events-0', 'postgres', '']) chmodSync(join(dir, path), 0o755);
  for (const path of ['log/events-0/0.log', 'postgres/PG_VERSION', 'postgres.log']) chmodSync(join(dir, path), 0o644);
  assert.deepEqual(
    [...openIn(dir)].map((path) => path.slice(dir.length + 1)).sort(),
    ['log', 'log/events-0', 'log/events-0/0.log', 'postgres.log'],
    'control: they were open',
  );

  closeToOthers(dir);
  assert.deepEqual([...openIn(dir)], []);
  assert.deepEqual(
    ['', 'log', 'log/events-0/0.log'].map((path) => modeOf(join(dir, path))),
    ['711', '700', '600'],
  );
  assert.deepEqual([modeOf(join(dir, 'postgres/PG_VERSION')), modeOf(elsewhere)], ['644', '755']);
});
