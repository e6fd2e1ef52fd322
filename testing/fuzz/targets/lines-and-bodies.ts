import assert from 'node:assert/strict';
import { parseLine } from '#ingest/stream/parse-line.ts';
import { parseJson } from '#runtime/http/parse-json.ts';
import { Problem } from '#runtime/http/problem.ts';
import { createLineReader, type InputLine } from '#runtime/text/line-reader.ts';
import { ofBytes, ofText } from '../target.ts';

const maxLineBytes = 200;

const linesOf = (chunks: readonly Buffer[]): InputLine[] => {
  const reader = createLineReader(maxLineBytes);
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
};

/** Lines of a stream: cut anywhere, they are the same lines; each is JSON or says why not. */
export const ndjsonLines = ofBytes({
  name: 'NDJSON lines',
  corpus: [
    Buffer.from('{"eventType":"product_viewed","userId":"ada","productId":"p-1"}\r\n{"a":[1,2.50,"☕"]}\n\n[]'),
    Buffer.from(`\uFEFF{"a":1}\n${'{"b":"'.padEnd(300, 'x')}"}\n{"c":12345678901234567890}\n`),
    Buffer.from([0x7b, 0x7d, 0x0a, 0xff, 0xfe, 0x0a, 0x22, 0xc3, 0xa9, 0x22, 0x0a]),
  ],
  take(bytes) {
    const whole = linesOf([bytes]);
    const middle = bytes.length >> 1;
    const single = [...bytes].map((byte) => Buffer.of(byte));
    // A line that is too long and no UTF-8 may be told as either, by how it came.
    const told = (lines: readonly InputLine[]) => lines.map((line) => (typeof line === 'string' ? line : 'refused'));
    assert.deepEqual(told(linesOf([bytes.subarray(0, middle), bytes.subarray(middle)])), told(whole));
    assert.deepEqual(told(linesOf(single)), told(whole));
    const parsed = whole.map(parseLine);
    for (const one of parsed)
      if (one.ok) assert.deepEqual(JSON.parse(JSON.stringify(one.value)), withoutMinusZero(one.value));
    return parsed.every(({ ok }) => ok) ? 'taken' : 'refused';
  },
});

/** Bodies of requests: a value that is the same when written and read again, or a 400. */
export const jsonBodies = ofText({
  name: 'JSON bodies',
  corpus: [
    '{"events":[{"eventType":"purchase","userId":"u","productId":"p","metadata":{"orderId":"o","price":19.99,"quantity":2}}]}',
    '{"id":12345678901234567890,"deep":[[[[{"a":null}]]]],"text":"\\u0041\\n"}',
    '"text"',
  ],
  take(text) {
    try {
      const value = parseJson(text);
      assert.deepEqual(JSON.parse(JSON.stringify(value)), withoutMinusZero(value));
      return 'taken';
    } catch (error) {
      assert.ok(error instanceof Problem && error.status === 400, String(error));
      return 'refused';
    }
  },
});

/** JSON writes -0 as 0, and infinity, which 1e999 is read as, as null. */
function withoutMinusZero(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutMinusZero);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutMinusZero(inner)]));
}
