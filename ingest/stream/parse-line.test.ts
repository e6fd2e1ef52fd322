import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine } from './parse-line.ts';

const codeOf = (line: Parameters<typeof parseLine>[0]) => {
  const parsed = parseLine(line);
  return parsed.ok ? 'ok' : parsed.error.code;
};

test('a line of JSON is its value, also before a carriage return', () => {
  assert.deepEqual(parseLine('{"a":1}\r'), { ok: true, value: { a: 1 } });
});

test('what is no JSON says so', () => {
  assert.equal(codeOf('{"a":'), 'malformed_json');
  assert.equal(codeOf('{"a":"\0"}'), 'malformed_json');
  assert.equal(codeOf({ problem: 'line_too_long' }), 'line_too_long');
  assert.equal(codeOf({ problem: 'not_utf8' }), 'not_utf8');
});

test('keys that poison prototypes are refused at any depth and in any spelling', () => {
  assert.equal(codeOf('{"metadata":{"a":[{"__proto__":{"x":1}}]}}'), 'forbidden_key');
  assert.equal(codeOf('{"\\u005f_proto__":{}}'), 'forbidden_key');
  assert.equal(codeOf('{"constructor":{"prototype":{}}}'), 'forbidden_key');
  assert.equal(codeOf('{"\\u0063onstructor":{"prototype":{}}}'), 'forbidden_key');
});

test('control: the words alone are no keys', () => {
  assert.equal(codeOf('{"a":"__proto__"}'), 'ok');
  assert.equal(codeOf('{"constructor":"a builder"}'), 'ok');
});

test('a line that nests deeper than a stack is read all the same', () => {
  const deep = `${'['.repeat(30_000)}"constructor"${']'.repeat(30_000)}`;
  assert.equal(codeOf(deep), 'ok');
});
