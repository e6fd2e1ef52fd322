import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfDescriptor } from './descriptor-kind.ts';

test('files of tables that are open are a cache, and are told from what can leak', () => {
  const base = '/data/postgres/base/16384';
  for (const file of ['2619', '16402_fsm', '16402_vm', '16402.1'])
    assert.equal(kindOfDescriptor(`${base}/${file}`), 'table', file);
});

test('control: a table that was dropped and is still open is deleted, and WAL, pipes and sockets are no tables', () => {
  assert.equal(kindOfDescriptor('/data/postgres/base/16384/16402 (deleted)'), 'deleted');
  assert.equal(kindOfDescriptor('socket:[1234]'), 'socket');
  for (const other of ['pipe:[12]', 'anon_inode:[eventpoll]', '/data/postgres/pg_wal/000000010000000000000002', ''])
    assert.equal(kindOfDescriptor(other), 'other', other);
});
