import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInTurn } from './in-turn.ts';

test('work for one subject is done one after the other, also after a failure; another subject does not wait', async () => {
  const inTurn = createInTurn();
  const said: string[] = [];
  const first = Promise.withResolvers<void>();
  const works = [
    inTurn('mug', async () => {
      said.push('first begins');
      await first.promise;
      said.push('first fails');
      throw new Error('first');
    }),
    inTurn('mug', async () => void said.push('second')),
    inTurn('cup', async () => void said.push('another')),
  ];
  await works[2];
  assert.deepEqual(said, ['first begins', 'another'], 'control: the second waits');
  first.resolve();
  await assert.rejects(works[0] as Promise<void>, /first/);
  await works[1];
  assert.deepEqual(said, ['first begins', 'another', 'first fails', 'second']);
});
