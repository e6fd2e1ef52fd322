import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { LogError } from '#log/event-log.ts';
import { asLogError } from '#log/kafka/failures.ts';
import { createLogger } from '#runtime/logger.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';
import { UnreachablePostgres } from '#stores/postgres/prepare-external.ts';
import { RedisUnavailable } from '#stores/redis/redis-unavailable.ts';

function logged(err: unknown, isJson = true): string {
  let written = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  createLogger({ level: 'warn', isJson, name: 'test', destination }).warn({ err }, 'failed');
  return written;
}

const stacksIn = (line: string): number => line.split(/\\n\s+at |\n\s+at /).length - 1;
const refused = () => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
const timedOut = () =>
  new Error('Connection terminated due to connection timeout', {
    cause: new Error('Connection terminated unexpectedly'),
  });

const away: Readonly<Record<string, Error>> = {
  'Postgres, with two causes': new DatabaseUnavailable(timedOut()),
  'Postgres, at the start': new UnreachablePostgres('DATABASE_URL: no answer', refused()),
  Redis: new RedisUnavailable(new Error('Redis has not answered within 3 ms')),
  'the broker': asLogError(Object.assign(refused(), { name: 'KafkaJSConnectionError' }), 'fetch'),
  'the log': new LogError('timed_out', 'the log has not made it durable within 10000 ms'),
  'a connection': refused(),
};

for (const [peer, error] of Object.entries(away))
  test(`that a peer is away is logged by message and code, without stacks: ${peer}`, () => {
    const { err } = JSON.parse(logged(error));
    assert.equal(stacksIn(logged(error)), 0);
    assert.equal(stacksIn(logged(error, false)), 0, 'at a terminal');
    assert.deepEqual([err.message, err.code], [error.message, Reflect.get(error, 'code')]);
    const { cause } = error;
    assert.equal(err.cause?.message, cause instanceof Error ? cause.message : undefined);
  });

test('control: what is not expected keeps its stack, also as the cause of what is', () => {
  const fault = new TypeError('undefined is not a function');
  const died = new LogError('unavailable', 'the thread that writes the log has died', {
    cause: new Error('no memory'),
  });
  for (const error of [new Error('failed'), fault, new LogError('corrupt', 'a frame does not match')])
    assert.ok(stacksIn(logged(error)) > 0, error.message);
  for (const error of [new DatabaseUnavailable(fault), asLogError(fault, 'fetch'), died]) {
    const { err } = JSON.parse(logged(error));
    assert.deepEqual([typeof err.stack, typeof err.cause.stack], ['undefined', 'string'], error.message);
  }
});
