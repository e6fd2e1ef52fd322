import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readInput } from './read-input.ts';
import { readLines } from './read-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-input-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const fileOf = (text: string) => {
  const file = join(folder, String(files++));
  writeFileSync(file, text);
  return file;
};

test('sessions become views of a shopper per session, with placeholders for products, with and without a header', async () => {
  for (const header of ['', 'SessionId\tItemId\tTime\n']) {
    const { events, items, itemsArePlaceholders, leftOut } = await readInput(
      'sessions',
      fileOf(`${header}3\t214716935\t1396437466.94\n3\t214832672\t1396438212.318\n`),
    );
    assert.deepEqual(events[0], {
      eventType: 'product_viewed',
      userId: 'session-3',
      sessionId: '3',
      productId: '214716935',
      timestamp: '2014-04-02T11:17:46.940Z',
    });
    assert.deepEqual([events.length, items.length, itemsArePlaceholders, leftOut], [2, 2, true, []]);
    assert.deepEqual([items[0]?.name, items[0]?.attributes], ['214716935', { placeholder: true }]);
  }
});

test('a line of sessions that is none, or has a wild time, is a failure with its line; a file of such lines is refused', async () => {
  const { events, refused } = await readInput('sessions', fileOf('1\ta\t100\n2\tb\n3\tc\tnoon\n4\td\t1e300\n'));
  assert.deepEqual([events.length, refused[0]?.count], [1, 3]);
  assert.match(refused[0]?.example ?? '', /^line 2: /);
  await assert.rejects(readInput('sessions', fileOf('a,b,c\n1,2,3\n')), /session TAB item TAB time/);
});

test('JSON lines are taken as they are, and what is no object is left out', async () => {
  const { events, refused } = await readInput('jsonl', fileOf('{"eventType":"x"}\r\n\n5\nnull\n{"a":\n'));
  assert.deepEqual(events, [{ eventType: 'x' }]);
  assert.deepEqual(refused, [{ reason: 'not a JSON object', count: 3, example: '5' }]);
  await assert.rejects(readInput('jsonl', fileOf('a,b\n')), /no line that is a JSON object/);
});

test('a line ends in LF or CRLF only: U+2028 within a text does not cut it, a byte order mark is left out', async () => {
  const lines: string[] = [];
  for await (const line of readLines(fileOf('\uFEFF{"a":"x\u2028y"}\r\nb\n\nc'))) lines.push(line);
  assert.deepEqual(lines, ['{"a":"x\u2028y"}', 'b', '', 'c']);
});
