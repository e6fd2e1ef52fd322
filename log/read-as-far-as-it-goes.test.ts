import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { encodeEvent } from './codec.ts';
import { readAsFarAsItGoes } from './read-as-far-as-it-goes.ts';

const event = plainEvent({ userId: 'ada', productId: 'mug' });
const whole = encodeEvent(event);
const stepsOf = (value: Buffer | null, topic = 'events') =>
  readAsFarAsItGoes(topic, value).steps.map(({ step, isDone }) => (isDone ? step : `no ${step}`));

test('a whole record is read to its end, with its fields', () => {
  const { fields } = readAsFarAsItGoes('events', whole);
  assert.deepEqual(stepsOf(whole), ['framing', 'schema', 'fields', 'end']);
  assert.deepEqual([fields.userId, fields.productId, fields.eventId], ['ada', 'mug', event.id.toString('hex')]);
});

test('reading ends at the first step that fails, with what was read before it', () => {
  assert.deepEqual(stepsOf(null), ['no framing']);
  assert.deepEqual(stepsOf(Buffer.from('not Avro at all')), ['no framing']);
  assert.deepEqual(stepsOf(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1])), ['framing', 'no schema']);
  assert.deepEqual(stepsOf(whole, 'catalog'), ['framing', 'no schema']);
  assert.deepEqual(stepsOf(Buffer.concat([whole, Buffer.from([1])])), ['framing', 'schema', 'fields', 'no end']);
});

test('wherever a record is cut off, the fields before the cut are there, and the one that it cuts is named', () => {
  const names = Object.keys(readAsFarAsItGoes('events', whole).fields);
  for (let length = 5; length < whole.length; length++) {
    const { steps, fields } = readAsFarAsItGoes('events', whole.subarray(0, length));
    const read = Object.keys(fields);
    assert.deepEqual(read, names.slice(0, read.length));
    assert.match(steps.at(-1)?.said ?? '', new RegExp(`Field ${names[read.length]} `), `cut at ${length}`);
  }
});
