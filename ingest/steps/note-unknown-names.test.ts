import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeEvent } from '#domain/events/judge-event.ts';
import { sha256 } from '#runtime/sha256.ts';
import { spellEvents } from '../spell-events.ts';
import type { Judged } from './judge-events.ts';
import { noteUnknownNames } from './note-unknown-names.ts';

/** What is noted of these events when they were judged as ingest judges them. */
function noted(sent: readonly unknown[]): string[] {
  const names: string[] = [];
  const events = spellEvents(sent);
  const context = { scope: 1, receivedAtMs: Date.UTC(2026, 2, 1), isKnownProduct: () => true, hash: sha256 };
  const judged = events.map(({ index, item, wire }): Judged => {
    const outcome = judgeEvent(wire, context);
    return outcome.ok
      ? { index, item, event: outcome.event, notes: outcome.notes, errors: null }
      : { index, item, event: null, errors: outcome.errors };
  });
  noteUnknownNames({ note: (scope, kind, name) => void names.push(`${scope} ${kind} ${name}`) }, 1, events, judged);
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

test('nothing is noted of events that are good, or bad for another reason', () => {
  assert.deepEqual(noted([view, { ...view, userId: '' }, { userId: 'ada' }, 7, { ...view, eventType: 3 }]), []);
});
