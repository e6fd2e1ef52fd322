import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogError, type NewRecord } from '#log/event-log.ts';
import { groupAppends } from './group-appends.ts';

const record = (key: string): NewRecord => ({ key, value: null });

/** A log that keeps each append until it is told to finish it. */
function openHeldLog() {
  const appends: { keys: string[]; finish: (error?: Error) => void }[] = [];
  const append = (_topic: string, records: readonly NewRecord[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ partition: number; offset: bigint }[]>();
    const finish = (error?: Error) => (error === undefined ? resolve([]) : reject(error));
    appends.push({ keys: records.map(({ key }) => key), finish });
    return promise;
  };
  return { append, appends };
}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('what comes in one turn of the loop is one append, in order', async () => {
  const log = openHeldLog();
  const append = groupAppends(log, 'events');
  const all = [append([record('a')]), append([record('b'), record('c')]), append([record('d')])];
  await nextTurn();
  assert.deepEqual(
    log.appends.map(({ keys }) => keys),
    [['a', 'b', 'c', 'd']],
  );
  log.appends[0]!.finish();
  await Promise.all(all);
});

test('nobody is answered before their own append is durable; what comes meanwhile shares the next ones', async () => {
  const log = openHeldLog();
  const append = groupAppends(log, 'events');
  const answered: string[] = [];
  const send = (key: string) => append([record(key)]).then(() => answered.push(key));
  const sends: Promise<unknown>[] = [];
  for (const key of ['a', 'b', 'c', 'd']) {
    sends.push(send(key));
    await nextTurn();
  }
  assert.deepEqual(
    log.appends.map(({ keys }) => keys),
    [['a'], ['b']],
  );
  log.appends[1]!.finish();
  await nextTurn();
  assert.deepEqual(answered, ['b']);
  assert.deepEqual(log.appends[2]?.keys, ['c', 'd']);
  log.appends[0]!.finish();
  log.appends[2]!.finish();
  await Promise.all(sends);
});

test('an append that fails fails for all who share it, and for nobody else', async () => {
  const log = openHeldLog();
  const append = groupAppends(log, 'events');
  const together = [append([record('a')]), append([record('b')])];
  await nextTurn();
  log.appends[0]!.finish(new LogError('disk_full', 'full'));
  for (const one of together) await assert.rejects(one, LogError);
  const later = append([record('c')]);
  await nextTurn();
  log.appends[1]!.finish();
  await later;
});

test('a group is bounded; a request beyond the bound goes whole', async () => {
  const log = openHeldLog();
  const append = groupAppends(log, 'events');
  const many = (count: number) => Array.from({ length: count }, (_, n) => record(String(n)));
  const all = [append(many(1_500)), append(many(1_500)), append(many(5_000))];
  await nextTurn();
  for (let n = 0; n < 3; n += 1) {
    log.appends[n]!.finish();
    await nextTurn();
  }
  await Promise.all(all);
  assert.deepEqual(
    log.appends.map(({ keys }) => keys.length),
    [1_500, 1_500, 5_000],
  );
});
