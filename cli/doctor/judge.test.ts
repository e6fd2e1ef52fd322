import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { judgeBounds } from '#stores/postgres/login-bounds.ts';
import { judgeDurable } from './examine-database.ts';
import { examineFolder, judgeDisk } from './examine-folder.ts';
import { judgeClock } from './examine-log.ts';
import type { Finding } from './finding.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-doctor-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const secretsIn = (findings: readonly Finding[]) => findings.filter(({ check }) => check === 'secrets');
const write = (name: string, mode: number) => {
  const file = join(dir, name);
  writeFileSync(file, 'secret');
  chmodSync(file, mode);
  return file;
};

test('secrets that others can read are a problem each, with the command that closes them', () => {
  const open = write('secrets.json', 0o644);
  const environment = write('.env', 0o640);
  write('demo.json', 0o600);
  write('.env.example', 0o644);
  assert.deepEqual(
    secretsIn(examineFolder(dir, dir)).map(({ state, advice }) => [state, advice?.split(';')[0]]),
    [
      ['problem', `chmod 600 ${open}`],
      ['problem', `chmod 600 ${environment}`],
    ],
  );
  chmodSync(open, 0o600);
  chmodSync(environment, 0o400);
  assert.deepEqual(
    secretsIn(examineFolder(dir, dir)).map(({ state }) => state),
    ['ok'],
  );
});

test('a data folder that is not there is told, with the option that names it', () => {
  const [finding, ...more] = examineFolder(join(dir, 'none'), dir);
  assert.equal(more.length, 0);
  assert.equal(finding?.state, 'problem');
  assert.match(finding?.advice ?? '', /--data-dir/);
});

test('a disk is fine with more than a GiB, and a problem before events are refused', () => {
  assert.deepEqual(
    [2 ** 31, 2 ** 29, 2 ** 26].map((bytes) => judgeDisk(bytes).state),
    ['ok', 'warning', 'problem'],
  );
});

test('a Postgres that may lose data is a problem; one that may lose the last moments a warning', () => {
  assert.deepEqual(
    (['fsync', 'full_page_writes', 'synchronous_commit'] as const).map((name) => judgeDurable(name, 'off').state),
    ['problem', 'problem', 'warning'],
  );
  assert.equal(judgeDurable('synchronous_commit', 'remote_apply').state, 'ok');
});

test('a clock that was set back behind the last record is a problem', () => {
  assert.equal(judgeClock('clock', 60_000, 'it').state, 'problem');
  assert.equal(judgeClock('clock', -60_000, 'it').state, 'ok');
});

test('every way around row-level security is named with what ends it', () => {
  const bound = { login: 'api', isSuperuser: false, bypassesRls: false, actsAsOwner: false };
  assert.equal(judgeBounds(bound), null);
  assert.match(judgeBounds({ ...bound, isSuperuser: true }) ?? '', /: ALTER ROLE api NOSUPERUSER$/);
  assert.match(judgeBounds({ ...bound, bypassesRls: true }) ?? '', /: ALTER ROLE api NOBYPASSRLS$/);
  assert.match(judgeBounds({ ...bound, actsAsOwner: true }) ?? '', /member of their owner/);
  assert.match(judgeBounds({ ...bound, actsAsOwner: null }) ?? '', /no tables/);
});

test('data that others can read is a warning that counts the files, and secrets are told apart', () => {
  const dataIn = () => examineFolder(dir, dir).filter(({ check }) => check === 'data files');
  write('secrets.json', 0o644);
  assert.deepEqual(
    dataIn().map(({ state }) => state),
    ['ok'],
    'control: secrets have a finding of their own',
  );
  const open = write('postgres.log', 0o644);
  assert.deepEqual(
    dataIn().map(({ state, detail }) => [state, detail]),
    [['warning', `others can read or change 1 of them, such as ${open}`]],
  );
});
