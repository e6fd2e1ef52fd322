import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { createLogger } from './logger.ts';

function linesOf(
  options: { level?: string; isJson?: boolean },
  log: (logger: ReturnType<typeof createLogger>) => void,
) {
  let written = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  log(createLogger({ level: options.level ?? 'info', isJson: options.isJson ?? true, name: 'test', destination }));
  return written;
}

test('secrets and who the shopper is never stand in a log, as far as two levels down', () => {
  const secrets = {
    password: 's3',
    token: 's3',
    authorization: 's3',
    cookie: 's3',
    'x-api-key': 's3',
    userId: 's3',
    sessionId: 's3',
  };
  const written = linesOf({}, (logger) =>
    logger.info({ ...secrets, headers: secrets, request: { headers: secrets }, reqId: 'req-1' }, 'answered'),
  );
  assert.doesNotMatch(written, /s3/);
  assert.match(written, /\[redacted\]/);
  assert.equal(JSON.parse(written).reqId, 'req-1');
});

test('an error keeps message, code and cause, and loses what Postgres says of the row', () => {
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(ada@shop.example)' });
  const written = linesOf({}, (logger) => logger.error({ err: new Error('failed', { cause }) }, 'a request failed'));
  assert.doesNotMatch(written, /ada@/);
  assert.equal(JSON.parse(written).err.cause.code, '23505');
});

test('the level decides, and a terminal gets lines to read', () => {
  assert.equal(
    linesOf({ level: 'warn' }, (logger) => logger.info('quiet')),
    '',
  );
  const line = linesOf({ isJson: false }, (logger) => logger.info({ port: 5008 }, 'listening'));
  assert.match(line, /INFO.*listening/);
  assert.throws(() => JSON.parse(line));
});
