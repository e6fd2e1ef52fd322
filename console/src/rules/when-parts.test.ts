import assert from 'node:assert/strict';
import test from 'node:test';
import type { When } from './rule.ts';
import { partsOfWhen, type WhenPart, whenWords, withoutPart, withPart } from './when-parts.ts';

const parts = Object.keys(whenWords) as WhenPart[];

test('each condition is added, found and taken away again without the others', () => {
  let all: When = {};
  for (const part of parts) {
    const one = withPart({}, part);
    assert.deepEqual(partsOfWhen(one), [part]);
    assert.equal(withoutPart(one, part), undefined, `${part}: without any the rule always holds`);
    all = withPart(all, part);
  }
  assert.deepEqual(partsOfWhen(all), parts);
  for (const part of parts)
    assert.deepEqual(
      partsOfWhen(withoutPart(all, part) ?? {}),
      parts.filter((other) => other !== part),
    );
});
