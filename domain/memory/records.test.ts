import assert from 'node:assert/strict';
import test from 'node:test';
import { createRecords } from './records.ts';
import { atOnce } from './steps.ts';

test('each record keeps its own numbers and time while others come', () => {
  const records = createRecords(4);
  const count = 1_000;
  for (let record = 0; record < count; record++) {
    records.reach(record);
    for (let field = 0; field < 4; field++) records.set(record, field, record * 10 + field);
    records.setTime(record, record + 0.5);
  }
  for (let field = 0; field < 4; field++) {
    const column = atOnce(records.copyField(field, new Int32Array(count)));
    assert.deepEqual(
      column,
      Int32Array.from({ length: count }, (_, record) => record * 10 + field),
    );
    assert.equal(records.get(7, field), 70 + field);
  }
  const times = atOnce(records.copyTimes(new Float64Array(count)));
  assert.deepEqual(
    times,
    Float64Array.from({ length: count }, (_, record) => record + 0.5),
  );
  const filled = createRecords(4);
  filled.fillTimes(times);
  filled.fill(2, Uint16Array.of(1, 2, 3));
  assert.deepEqual([filled.timeOf(999), filled.get(2, 2), filled.get(3, 2), filled.get(2, 1)], [999.5, 3, 0, 0]);
});
