import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { CommanderError } from 'commander';
import { ServerUnreachable } from '#cli/ask-server.ts';
import { ImportConflict } from '#cli/import/import-state.ts';
import { NotRunning } from '#cli/running-parts.ts';
import { LogError } from '#log/event-log.ts';
import { ConfigError } from '#runtime/config/read-config.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';
import { UnfitPostgres, UnreachablePostgres } from '#stores/postgres/prepare-external.ts';
import { FolderInUse } from './data-folder.ts';
import { exitCodes, failureOf, UsageError } from './exit-codes.ts';
import { PortUnusable } from './until-port-free.ts';

test('every failure that a user can end has its exit code; anything else is 1', () => {
  const codes = (errors: readonly unknown[]) => errors.map((error) => failureOf(error).exitCode);
  const wrongUse = [
    new UsageError('x'),
    new CommanderError(1, 'commander.unknownOption', 'error: unknown option'),
    new ConfigError(['x']),
    new FolderInUse('x', null),
    new PortUnusable('x', 1, 'y'),
    new UnfitPostgres('x'),
    new ImportConflict('x'),
  ];
  assert.deepEqual(new Set(codes(wrongUse)), new Set([exitCodes.usage]));
  const unreachable = [
    new NotRunning('x'),
    new ServerUnreachable('x', null),
    new DatabaseUnavailable(null),
    new UnreachablePostgres('x', null),
    new LogError('unavailable', 'x'),
  ];
  assert.deepEqual(new Set(codes(unreachable)), new Set([exitCodes.unreachable]));
  assert.deepEqual(codes([new Error('x'), new LogError('corrupt', 'x'), 'x', null]), [1, 1, 1, 1]);
});

test('a failure is told with a stable code and the words of the error', () => {
  assert.deepEqual(failureOf(new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'")), {
    code: 'usage',
    message: "unknown option '--x'",
    exitCode: 2,
  });
  assert.equal(failureOf(new Error('it broke')).code, 'failed');
});

test('a disk that is full or cannot be written is told with what to do, and with the file where that is known', () => {
  const nodes = (code: string, path?: string) => Object.assign(new Error(`${code}: words of Node`), { code, path });
  assert.equal(
    failureOf(nodes('EROFS', '/data/secrets.json')).message,
    '/data/secrets.json cannot be written or opened: the disk can only be read: mount it for writing, or name another folder',
  );
  const full = 'the disk is full: make room, then do this again';
  assert.equal(failureOf(nodes('ENOSPC')).message, full);
  assert.equal(failureOf(Object.assign(new Error('database or disk is full'), { errcode: 13 })).message, full);
  assert.equal(failureOf(nodes('EPIPE')).message, 'EPIPE: words of Node', 'control');
});

test('docs/cli.md lists every exit code', () => {
  const page = readFileSync('docs/cli.md', 'utf8');
  for (const code of Object.values(exitCodes)) assert.match(page, new RegExp(`^\\| ${code} \\|`, 'm'));
});
