import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { auditActions } from './audit-actions.ts';
import { sayEntry } from './say-entry.ts';

const subjects = 'api_key|catalog|dead_letter|experiment|holdout|product|replay|rules|shopper|tenant|widget';
const quoted = new RegExp(`'((?:${subjects})\\.(?!ts')[a-z_]+)'`, 'g');
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

test('every act that is recorded is told in words, and can be chosen', () => {
  const recorded = ['stores', 'query-api', 'ingest', 'processors', 'domain', 'bin'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(quoted)].map(([, action]) => action)),
  );
  assert.ok(recorded.length > 20, 'control: they are found');
  assert.deepEqual(
    recorded.filter((action) => !auditActions.some((known) => known === action)),
    [],
  );
  for (const action of auditActions) assert.notEqual(sayEntry(entry(action)).text, action);
});
