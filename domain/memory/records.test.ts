import assert from 'node:assert/strict';
import test from 'node:test';
import { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from './bytes.ts';
import { createRecords } from './records.ts';
import { atOnce, type Steps } from './steps.ts';

const written = (write: (to: ByteWriter) => Steps): ByteReader => {
  const to = createByteWriter();
  atOnce(write(to));
  return createByteReader(to.finish());
};

test('each record keeps its own numbers and time while others come', () => {
  const records = createRecords(4);
  const count = 10_000;
  for (let record = 0; record < count; record++) {
    records.reach(record);
    for (let field = 0; field < 4; field++) records.set(record, field, record * 10 + field);
    records.setTime(record, record + 0.5);
  }
  for (let field = 0; field < 4; field++) {
    assert.deepEqual(
      written((to) => records.writeField(to, field, count, 'int32')).int32s(),
      Int32Array.from({ length: count }, (_, record) => record * 10 + field),
    );
    assert.equal(records.get(7, field), 70 + field);
  }
  const times = written((to) => records.writeTimes(to, count)).float64s();
  assert.deepEqual(
    times,
    Float64Array.from({ length: count }, (_, record) => record + 0.5),
  );
  const filled = createRecords(4);
  filled.fillTimes(times);
  filled.fill(2, Uint16Array.of(1, 2, 3));
  assert.deepEqual([filled.timeOf(999), filled.get(2, 2), filled.get(3, 2), filled.get(2, 1)], [999.5, 3, 0, 0]);
});
