import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAppendQueue } from './append-queue.ts';
import { LogError, type NewRecord } from './event-log.ts';

const record = (key: string): NewRecord => ({ key, value: null });
const roomy = { maxBytes: 1 << 20, deadlineMs: 3_600_000 };

/** A log that keeps each append until it is told to finish it. */
function openHeldLog() {
  const appends: { keys: string[]; finish: (error?: Error) => void }[] = [];
  const append = (_topic: string, records: readonly NewRecord[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ partition: number; offset: bigint }[]>();
    const finish = (error?: Error) =>
      error === undefined ? resolve(records.map((_, n) => ({ partition: 0, offset: BigInt(n) }))) : reject(error);
    appends.push({ keys: records.map(({ key }) => key), finish });
    return promise;
  };
  return { append, appends };
}
function appendTo(log: ReturnType<typeof openHeldLog>) {
  const queue = createAppendQueue(log, roomy);
  return (records: readonly NewRecord[]) => queue.append('events', records);
}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('what comes in one turn of the loop is one append, in order', async () => {
  const log = openHeldLog();
  const append = appendTo(log);
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
  const append = appendTo(log);
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
  const append = appendTo(log);
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
  const append = appendTo(log);
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

test('each request is told the positions of its own records', async () => {
  const log = openHeldLog();
  const append = appendTo(log);
  const all = [append([record('a')]), append([record('b'), record('c')])];
  await nextTurn();
  log.appends[0]!.finish();
  assert.deepEqual(
    (await Promise.all(all)).map((appended) => appended.map(({ offset }) => offset)),
    [[0n], [1n, 2n]],
  );
});

test('topics do not wait for each other', async () => {
  const log = openHeldLog();
  const queue = createAppendQueue(log, roomy);
  const events = ['a', 'b'].map(async (key) => {
    await queue.append('events', [record(key)]);
  });
  await nextTurn();
  const change = queue.append('catalog', [record('c')]);
  await nextTurn();
  assert.deepEqual(log.appends.at(-1)?.keys, ['c']);
  log.appends.at(-1)!.finish();
  await change;
  for (const { finish } of log.appends) finish();
  await Promise.all(events);
});

test('beyond its size the queue refuses at once and appends nothing of it; a first request is taken whatever its size', async () => {
  const log = openHeldLog();
  const queue = createAppendQueue(log, { ...roomy, maxBytes: 3 });
  const first = queue.append('events', [{ key: 'large', value: null }]);
  await nextTurn();
  assert.equal(queue.bytes, 5);
  const failure = { code: 'queue_full', retryable: true };
  await assert.rejects(queue.append('events', [record('b')]), failure);
  await assert.rejects(queue.append('catalog', [record('c')]), failure, 'the limit holds for all topics together');
  log.appends[0]!.finish();
  await first;
  assert.equal(queue.bytes, 0);
  const later = queue.append('events', [record('d')]);
  await nextTurn();
  log.appends[1]!.finish();
  await later;
  assert.deepEqual(
    log.appends.map(({ keys }) => keys),
    [['large'], ['d']],
  );
});

test('past its deadline an append is given up: what the log had not taken is never appended, the rest keeps its bytes', async () => {
  const log = openHeldLog();
  const hasty = createAppendQueue(log, { ...roomy, deadlineMs: 20 });
  const patient = createAppendQueue(log, roomy);
  const control = patient.append('events', [record('x')]);
  const failure = { code: 'timed_out', retryable: true };
  const givenUp: Promise<unknown>[] = [];
  // On a busy machine an append may be overdue before the log has it; then another takes its turn.
  for (let n = 0; log.appends.length < 3; n += 1) {
    givenUp.push(assert.rejects(hasty.append('events', [record(String(n))]), failure));
    await nextTurn();
  }
  givenUp.push(assert.rejects(hasty.append('events', [record('late')]), failure));
  await Promise.all(givenUp);
  assert.equal(hasty.bytes, 2);
  assert.ok(hasty.ageMs() >= 20);
  await assert.rejects(hasty.append('events', [record('late')]), failure, 'a stalled log is not waited for');

  for (const { finish } of log.appends) finish();
  await control;
  await nextTurn();
  assert.deepEqual([hasty.bytes, hasty.ageMs()], [0, 0]);
  assert.ok(!log.appends.some(({ keys }) => keys.includes('late')));
  let isTaken = false;
  while (!isTaken) {
    const again = hasty.append('events', [record('again')]).then(
      () => true,
      () => false,
    );
    await nextTurn();
    log.appends.at(-1)!.finish();
    isTaken = await again;
  }
});

test('what the log said to the last append tells whether it takes any; a refusal is told for ten seconds', async () => {
  const log = openHeldLog();
  let nowMs = 0;
  const queue = createAppendQueue(log, { ...roomy, maxBytes: 3 }, () => nowMs);
  const settle = async (error?: Error) => {
    const appended = queue.append('events', [record('a')]).catch(() => {});
    await nextTurn();
    log.appends.at(-1)!.finish(error);
    await appended;
    return queue.refusal()?.code ?? null;
  };
  assert.equal(await settle(), null);
  assert.equal(await settle(new LogError('disk_full', 'full')), 'disk_full');
  assert.equal(await settle(), null, 'there is room again');
  assert.equal(await settle(new LogError('record_too_large', 'large')), null, 'that is the request, not the log');
  await settle(new LogError('disk_full', 'full'));
  nowMs += 9_999;
  assert.equal(queue.refusal()?.code, 'disk_full');
  nowMs += 1;
  assert.equal(queue.refusal(), null, 'nobody has tried for so long: who asks next will know');
  const [held, over] = [queue.append('events', [record('b')]), queue.append('events', [record('ccc')])];
  await assert.rejects(over, { code: 'queue_full' });
  assert.equal(queue.refusal(), null, 'much waits, and the log takes it');
  await nextTurn();
  log.appends.at(-1)!.finish();
  await held;
});

test('a log that stalls takes no appends, until it settles one', async () => {
  const log = openHeldLog();
  let nowMs = 0;
  const queue = createAppendQueue(log, { ...roomy, deadlineMs: 20 }, () => nowMs);
  const held = queue.append('events', [record('a')]);
  await nextTurn();
  assert.equal(queue.refusal(), null, 'control: it is not overdue');
  nowMs = 20;
  await assert.rejects(held, { code: 'timed_out' });
  assert.equal(queue.refusal()?.code, 'timed_out');
  log.appends[0]?.finish();
  await nextTurn();
  assert.equal(queue.refusal(), null);
});
