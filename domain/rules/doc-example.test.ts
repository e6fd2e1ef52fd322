import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { ask, nowMs, stateOf } from '#testing/ruled-shelf.ts';
import { priceE4Of } from '../price.ts';
import { judgeRules } from './judge-rules.ts';
import type { Filter, Rule } from './rule.ts';

const page = readFileSync('docs/rules.md', 'utf8');
const after = (mark: string): string => page.split(`<!-- ${mark} -->\n`)[1]?.split('\n\n')[0] ?? '';

/** The cells of the table behind a mark, without its head. */
const tableAfter = (mark: string): string[][] =>
  after(mark)
    .split('\n')
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '));

const catalog = tableAfter('catalog');
const items = catalog.map(([productId = '', category = '', price = '', days = '']) =>
  plainItem({
    ...{ productId, name: productId, category, priceE4: priceE4Of(price) ?? assert.fail(price) },
    createdAtMs: nowMs - Number(days) * 86_400_000,
  }),
);
const events = catalog.flatMap(([productId = '', , , , views], row) =>
  Array.from({ length: Number(views) }, (_, n) => {
    const id = Buffer.from([row, n, ...new Uint8Array(14)]);
    return plainEvent({ id, userId: `u${row}-${n}`, productId, timestampMs: nowMs - 60_000, receivedAtMs: nowMs });
  }),
);
const state = stateOf(items, events);

const judged = judgeRules(JSON.parse(after('rules').replaceAll('```json', '').replaceAll('```', '')), new Map());
const rules = judged.isValid ? judged.rules : assert.fail(JSON.stringify(judged.errors));

/** The cells of the table of answers as they come out by these rules. */
const answersBy = (ruled: readonly Rule[]): string[][] =>
  tableAfter('answers').map(([cell = '']) => {
    const { productId = [], filter } = JSON.parse(cell.slice(1, -1)) as { productId?: string[]; filter?: Filter };
    const question = { state, strategy: 'trending', productIds: productId, filter };
    const namesOf = (by: readonly Rule[]) =>
      ask(by, question)
        .items.map(({ candidate }) => candidate.productId)
        .join(', ');
    return [cell, namesOf([]), namesOf(ruled)];
  });

test('the example of docs/rules.md comes out as the page says', () => {
  assert.equal(rules.length, 5);
  assert.deepEqual(answersBy(rules), tableAfter('answers'));
});

test('control: without any one of its rules the example comes out otherwise', () => {
  for (const { id } of rules)
    assert.notDeepEqual(answersBy(rules.filter((one) => one.id !== id)), tableAfter('answers'), id);
});
