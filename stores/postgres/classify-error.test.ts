import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { DatabaseUnavailable, isConnectionLost, isDataError, sqlStateOf } from './classify-error.ts';

const systemError = (code: string) => Object.assign(new Error(`write ${code}`), { code, syscall: 'write', errno: -1 });
function serverError(state: string): Error {
  const error = new pg.DatabaseError('from the server', 1, 'error');
  error.code = state;
  return error;
}

test('a connection that the system reports as gone is lost, whatever the length of its name', () => {
  for (const code of [
    'EPIPE',
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENOTFOUND',
  ]) {
    assert.equal(isConnectionLost(systemError(code)), true, code);
    assert.equal(sqlStateOf(systemError(code)), undefined, code);
  }
});

test('the server says that it goes by its SQLSTATE', () => {
  for (const state of ['08006', '57P01', '57P03', '53300', '25P03', '25P04'])
    assert.equal(isConnectionLost(serverError(state)), true, state);
});

test('control: errors of the data, of a disk and of ours are not a lost connection', () => {
  for (const state of ['23505', '22001', '25P02', '40001', '57014'])
    assert.equal(isConnectionLost(serverError(state)), false, state);
  for (const code of ['EBUSY', 'EROFS', 'EBADF', 'ENOSPC'])
    assert.equal(isConnectionLost(systemError(code)), false, code);
  assert.equal(isConnectionLost(new Error('on purpose')), false);
  assert.equal(isConnectionLost(new DatabaseUnavailable(null)), true);
});

test('only what the server says has an SQLSTATE', () => {
  assert.equal(sqlStateOf(serverError('23505')), '23505');
  assert.equal(isDataError(serverError('23505')), true);
  assert.equal(isDataError(serverError('57P01')), false);
  assert.equal(isDataError(systemError('23505')), false);
});
