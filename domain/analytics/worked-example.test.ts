import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { EventType } from '#schemas/events/index.ts';
import { plainEvent } from '#testing/plain.ts';
import { attributeLastClick } from '../attribution/attribute-last-click.ts';
import { priceE4Of } from '../price.ts';
import { countConversion, countEvent, createCounterSheet } from './count-events.ts';
import { addSums, kpisOf, noSums } from './kpis.ts';

const page = readFileSync('docs/analytics.md', 'utf8');

/** The cells of the table behind a mark, without its head. */
function tableAfter(mark: string): string[][] {
  const [, rest = ''] = page.split(`<!-- ${mark} -->`);
  const lines = rest.trimStart().split('\n\n')[0]?.split('\n').slice(2) ?? [];
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What the product's own functions make of the example's events. */
function figuresOf(rows: readonly string[][]): Map<string, ReturnType<typeof kpisOf>> {
  const distinct = [...new Map(rows.map((row) => [row.join(), row])).values()];
  const touches = distinct.map(([time = '', type = '', strategy = '', amount = ''], n) => {
    const event = plainEvent({
      type: type as EventType,
      timestampMs: Date.parse(`2026-03-01T${time}:00Z`),
      placementId: strategy === '' ? null : 'home',
      strategy: strategy || null,
      purchase: amount === '' ? null : { orderId: null, priceE4: priceE4Of(amount) ?? 0n, quantity: 1, currency: null },
    });
    const kind: 'purchase' | 'click' = type === 'purchase' ? 'purchase' : 'click';
    return { kind, id: String(n), timestampMs: event.timestampMs, event };
  });
  const sheet = createCounterSheet();
  for (const { event } of touches) countEvent(sheet, event);
  const acts = touches.filter(({ event }) => event.type !== 'recommendation_impressed');
  for (const [purchase, click] of attributeLastClick(acts))
    countConversion(sheet, purchase.event, click.event, 'USD', 1);
  const byStrategy = Map.groupBy(
    sheet.rows().filter(({ placementId }) => placementId !== ''),
    ({ strategy }) => strategy,
  );
  return new Map(
    [...byStrategy].map(([strategy, of]) => [
      strategy,
      kpisOf(
        of
          .map(({ counters }) => ({
            impressions: counters.recommendation_impressed,
            clicks: counters.recommendation_clicked,
            conversions: counters.conversions,
            revenueE4: counters.revenueE4,
            foreignCurrency: counters.foreignCurrency,
          }))
          .reduce(addSums, noSums),
      ),
    ]),
  );
}

test('the example of docs/analytics.md comes out as the page says', () => {
  const figures = figuresOf(tableAfter('events'));
  const said = tableAfter('figures');
  assert.equal(said.length, 2);
  for (const [strategy = '', ...numbers] of said) {
    const { impressions, clicks, ctr, conversions, revenue } = figures.get(strategy) ?? kpisOf(noSums);
    assert.deepEqual([impressions, clicks, ctr, conversions, revenue], numbers.map(Number), strategy);
  }
});

test('control: with a click more, the example comes out otherwise', () => {
  const events = tableAfter('events');
  const more = [...events, ['09:25', 'recommendation_clicked', 'trending', '']];
  assert.equal(figuresOf(more).get('trending')?.conversions, 1);
  assert.equal(figuresOf(events).get('trending')?.conversions, 0);
});
