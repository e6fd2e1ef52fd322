import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { createEvaluatedModel } from './evaluated-model.ts';
import { createPastModels } from './past-models.ts';

test('a product of the catalog is as old as it was, so that rules of its age hold; of one that is made up nothing is known', () => {
  const modelOf = (catalog: Parameters<typeof createEvaluatedModel>[0]['catalog']) =>
    createEvaluatedModel({ partitions: 1, partitionOf: () => 0, catalog, learnsRows: false });
  const known = modelOf([plainItem({ productId: 'mug', createdAtMs: 5 })]);
  assert.equal(known.stateAt(9).item('mug')?.createdAtMs, 5);
  const unknown = modelOf(null);
  unknown.learn(plainEvent({ productId: 'mug' }));
  assert.equal(unknown.stateAt(9).item('mug')?.createdAtMs, 0);
});

test('a record of a partition that there is not is refused, so that none is left out unnoticed', () => {
  const models = createPastModels(1, { partitions: 2 });
  models.apply(1, { kind: 'event', event: plainEvent() });
  assert.throws(() => models.apply(2, { kind: 'event', event: plainEvent() }), RangeError);
});
