import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeEvent } from '#domain/events/judge-event.ts';
import { sha256 } from '#runtime/sha256.ts';
import { spellEvents } from '../spell-events.ts';
import type { Judged } from './judge-events.ts';
import { noteRefusals } from './note-refusals.ts';

type Told = { message: string; example: string | null } | undefined;

/** What is noted of these events when they were judged as ingest judges them. */
function noted(sent: readonly unknown[], told: Told[] = []): string[] {
  const names: string[] = [];
  const events = spellEvents(sent);
  const eventNames = [{ name: 'Song Skipped', takenAs: 'ignore' }] as const;
  const context = {
    scope: 1,
    receivedAtMs: Date.UTC(2026, 2, 1),
    isKnownProduct: () => true,
    eventNames,
    hash: sha256,
  };
  const judged = events.map(({ index, item, wire }): Judged => {
    const outcome = judgeEvent(wire, context);
    return outcome.ok
      ? { index, item, event: outcome.event, notes: outcome.notes, errors: null }
      : { index, item, event: null, errors: outcome.errors };
  });
  const note = (scope: number, kind: string, name: string, why: Told) => {
    names.push(`${scope} ${kind} ${name}`);
    told.push(why);
  };
  noteRefusals({ note }, 1, events, judged);
  return names;
}
const view = { eventType: 'product_viewed', userId: 'ada', productId: 'mug' };

test('a type that is none of ours and fields that no event has are noted by their names', () => {
  assert.deepEqual(noted([{ ...view, eventType: 'wishlist_added' }]), ['1 event_type wishlist_added']);
  assert.deepEqual(noted([{ ...view, colour: 'red', 'a/b': 1 }]), ['1 field colour', '1 field a/b']);
  assert.deepEqual(noted([view, { ...view, eventType: 'seen' }]), ['1 event_type seen'], 'of the event that has it');
});

test('a foreign name that maps to nothing is noted as it was sent', () => {
  const track = { type: 'track', event: 'Song Played', userId: 'ada', properties: { product_id: 'mug' } };
  assert.deepEqual(noted([track]), ['1 event_type Song Played']);
});

test('any other reason is noted by its code and field, with what was said and what stood there', () => {
  const told: Told[] = [];
  const paid = { ...view, eventType: 'purchase', metadata: { price: '12,95 EUR' } };
  assert.deepEqual(noted([{ ...view, timestamp: 'yesterday' }, paid, 7], told), [
    '1 reason invalid_timestamp timestamp',
    '1 reason invalid_price metadata.price',
    '1 reason type',
  ]);
  assert.deepEqual(
    told.map((why) => why?.example),
    ['"yesterday"', '"12,95 EUR"', null],
  );
  assert.match(told[0]?.message ?? '', /ISO 8601/);
});

test('what names a shopper is no example', () => {
  const told: Told[] = [];
  assert.deepEqual(
    noted(
      [
        { ...view, userId: 'a'.repeat(300) },
        { ...view, sessionId: 7 },
      ],
      told,
    ).length,
    2,
  );
  assert.deepEqual(
    told.map((why) => why?.example),
    [null, null],
  );
});

test('nothing is noted of events that are good, and of what the shop leaves out', () => {
  assert.deepEqual(noted([view, { ...view, eventType: 'Song Skipped' }]), []);
  assert.equal(noted([{ ...view, eventType: 'Song Sung' }]).length, 1, 'control');
});
