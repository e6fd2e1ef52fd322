import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from './parse-json.ts';
import { Problem } from './problem.ts';

const refusal = (text: string): string => {
  try {
    parseJson(text);
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof Problem);
    assert.equal(error.status, 400);
    return error.message;
  }
};

test('malformed JSON is a 400 that says where', () => {
  assert.match(refusal('{"a":1,}'), /at position 7/);
  assert.match(refusal('nul'), /at position 0/);
  assert.match(refusal(''), /at position 0/);
});

test('a name that would reach a prototype is refused, however it is spelt and however deep it lies', () => {
  const filler = `"filler":"${'x'.repeat(300)}"`;
  for (const text of [
    '{"__proto__":{"isAdmin":true}}',
    '{"\\u005f_proto__":1}',
    '[{"a":[{"__proto__":1}]}]',
    '{"constructor":{"prototype":{}}}',
    '{"c\\u006fnstructor":{"prototype":{}}}',
    `{${filler},"__proto__":1}`,
  ])
    assert.match(refusal(text), /taken nowhere/, text);
  try {
    parseJson('{"questions":[{},{"context":{"__proto__":1}}]}');
    assert.fail('taken');
  } catch (error) {
    assert.ok(error instanceof Problem);
    assert.deepEqual(
      error.reasons.map(({ path, code }) => [path, code]),
      [['/questions/1/context/__proto__', 'forbidden_key']],
    );
  }
});

test('control: the same words as values, and a constructor without a prototype, are taken', () => {
  for (const text of ['{"team":"constructor"}', '{"constructor":"Ferrari"}', '{"a":"__proto__"}', '"\\u00e4"'])
    assert.equal(refusal(text), 'taken', text);
});

test('nesting is limited, so that nothing which walks a body overflows', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  assert.equal(refusal(nested(100)), 'taken');
  for (const depth of [101, 100_000]) assert.match(refusal(nested(depth)), /deeper/);
  assert.match(refusal(`[8374658273645623802,${nested(100_000)}]`), /deeper/);
  assert.match(refusal(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`), /deeper/);
});
