import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lastTimeOf } from './event-times.ts';
import { nameEvents } from './name-events.ts';
import { readInput } from './read-input.ts';
import { type FileLine, readLines } from './read-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-input-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const fileOf = (text: string | Buffer) => {
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
  assert.deepEqual(refused, [{ reason: 'not a JSON object', count: 3, example: 'line 3: 5' }]);
  await assert.rejects(readInput('jsonl', fileOf('a,b\n')), /no line that is a JSON object/);
});

test('a line ends in LF or CRLF only: U+2028 within a text does not cut it, a byte order mark is left out', async () => {
  const lines: FileLine[] = [];
  for await (const line of readLines(fileOf('\uFEFF{"a":"x\u2028y"}\r\nb\n\nc'))) lines.push(line);
  assert.deepEqual(
    lines,
    ['{"a":"x\u2028y"}', 'b', '', 'c'].map((text, n) => ({ line: n + 1, text })),
  );
});

const viewBy = (userId: string) => JSON.stringify({ eventType: 'product_viewed', userId, productId: 'p' });

test('a line that is not UTF-8 is a failure with its number, so that no two shoppers become one; as Latin 1 it is read', async () => {
  const people = ['Jos\xe9', 'Jos\xe8', 'Jose'];
  const events = Buffer.from(people.map(viewBy).join('\n'), 'latin1');
  const sessions = Buffer.from(people.map((person) => `${person}\ta\t1396437466`).join('\n'), 'latin1');
  for (const [format, bytes] of [
    ['jsonl', events],
    ['sessions', sessions],
  ] as const) {
    const strict = await readInput(format, fileOf(bytes));
    assert.deepEqual([strict.events.length, strict.refused[0]?.count, strict.refused[0]?.example], [1, 2, 'line 1']);
    assert.match(strict.refused[0]?.reason ?? '', /--encoding latin1/);
    assert.deepEqual(strict.lines, [3]);
    const read = await readInput(format, fileOf(bytes), { encoding: 'latin1' });
    const idOf = ({ sessionId, userId }: Record<string, unknown>) => sessionId ?? userId;
    assert.deepEqual([read.events.map(idOf), read.refused], [people, []]);
  }
});

test('a file in UTF-16, as Excel saves Unicode text, is refused by that name, whatever it is of', async () => {
  for (const [format, text] of [
    ['jsonl', '{"eventType":"x"}\n'],
    ['sessions', '1\ta\t100\n'],
  ] as const) {
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    for (const bytes of [utf16, Buffer.from(utf16).swap16()])
      await assert.rejects(readInput(format, fileOf(bytes)), /is in UTF-16: save it as UTF-8/);
    assert.equal((await readInput(format, fileOf(`\uFEFF${text}`))).events.length, 1, 'control');
  }
});

test('a byte order mark is no part of the first session', async () => {
  const { events } = await readInput('sessions', fileOf('\uFEFF3\ta\t1396437466\n'));
  assert.equal(events[0]?.sessionId, '3');
});

test('the columns of sessions are those of the heading, in any order; one that lacks a column is refused before anything is sent', async () => {
  const { events, items } = await readInput(
    'sessions',
    fileOf('Time\tItemId\tSessionId\tCategory\n1396437466\ta\t3\tc\n'),
  );
  assert.deepEqual([events[0]?.sessionId, events[0]?.productId, items.length], ['3', 'a', 1]);
  await assert.rejects(
    readInput('sessions', fileOf('SessionId\tTime\tCategory\n3\t1396437466\tc\n')),
    /it lacks item\./,
  );
  await assert.rejects(
    readInput('sessions', fileOf('3\ta\tnoon\n4\tb\t1396437466\n')),
    /it lacks session, item, time\./,
  );
});

test('lines without time and id are known by the content of the file and their place in it; others stay as they are', async () => {
  const dated = { ...JSON.parse(viewBy('v')), timestamp: '2026-01-01T00:00:00Z' };
  const text = [viewBy('u'), '', JSON.stringify(dated), viewBy('u')].join('\n');
  const named = async (content: string) => {
    const input = await readInput('jsonl', fileOf(content));
    nameEvents(input, Date.UTC(2026, 2, 1));
    return input.events;
  };
  const events = await named(text);
  assert.deepEqual(events, await named(text));
  assert.deepEqual(events[1], dated);
  assert.deepEqual(
    events.map(({ timestamp }) => timestamp),
    ['2026-02-28T23:59:59.998Z', '2026-01-01T00:00:00Z', '2026-03-01T00:00:00.000Z'],
  );
  assert.match(String(events[0]?.eventId), /^[\da-f]{24}:1$/);
  assert.match(String(events[2]?.eventId), /:4$/);
  assert.notEqual((await named(`${text}\n`))[0]?.eventId, events[0]?.eventId, 'control: other content');
});

test('a time that is ahead, or none, does not say when a file ends', () => {
  const nowMs = Date.UTC(2026, 2, 1);
  const at = (...times: (string | null)[]) =>
    lastTimeOf(
      times.map((timestamp) => ({ timestamp })),
      nowMs,
    );
  assert.equal(at('2011-01-01T00:00:00Z', '2099-01-01T00:00:00Z', null, 'never'), Date.UTC(2011, 0, 1));
  assert.equal(at('2098-01-01T00:00:00Z', '2099-01-01T00:00:00Z'), Date.UTC(2099, 0, 1));
  assert.deepEqual([at(), at(null), at('never')], [null, null, null]);
});
