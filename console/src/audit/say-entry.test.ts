import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayEntry } from './say-entry.ts';

const entry = (action: string, detail: Record<string, unknown> = {}) => ({ action, subjectId: 's', detail });

test('an entry is told with the name of what was changed', () => {
  assert.equal(sayEntry(entry('experiment.created', { name: 'Home' })).text, 'Experiment “Home” was created');
  assert.equal(
    sayEntry(entry('experiment.started'), () => 'Home').text,
    'Experiment “Home” was started',
    'the name is the one of now',
  );
  assert.equal(sayEntry(entry('rules.changed', { placementId: 'home' })).text, 'Rules of home were changed');
  assert.equal(
    sayEntry(entry('tenant.updated', { config: { cacheTtlSeconds: 60 } })).text,
    'Setting cacheTtlSeconds was changed',
  );
});

test('acts on data are told by what they were done to, and by how many', () => {
  const letters = (deadLetterIds: string[]) => sayEntry(entry('dead_letter.redriven', { deadLetterIds })).text;
  assert.equal(letters(['1']), 'A dead letter went back onto the topic');
  assert.equal(letters(['1', '2']), '2 dead letters went back onto the topic');
  assert.equal(sayEntry(entry('dead_letter.repaired', { reason: 'undecodable' })).text, 'A dead letter was repaired');
  assert.equal(sayEntry({ ...entry('product.updated'), subjectId: 'mug' }).text, 'Product mug was changed');
  const counts = { created: 2, updated: 1, pending: 0, rejected: 4 };
  assert.equal(sayEntry(entry('catalog.uploaded', counts)).text, 'A file of 3 products went into the catalog');
  assert.equal(sayEntry(entry('shopper.erased')).text, 'A shopper was erased');
  assert.equal(
    sayEntry(entry('api_key.refused', { name: 'Pages' })).text,
    'API key “Pages” was used for what it may not do',
  );
});

test('what can move a figure is a change, and a key is none', () => {
  assert.equal(sayEntry(entry('widget.updated')).isChange, true);
  assert.equal(sayEntry(entry('api_key.created', { name: 'Shop' })).isChange, false);
  assert.equal(sayEntry(entry('tenant.created', { name: 'Shop' })).isChange, false);
});

test('an action that is not known is told by its name', () => {
  assert.equal(sayEntry(entry('model.rebuilt')).text, 'model.rebuilt');
});
