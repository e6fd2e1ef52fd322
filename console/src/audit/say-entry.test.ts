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

test('what can move a figure is a change, and a key is none', () => {
  assert.equal(sayEntry(entry('widget.updated')).isChange, true);
  assert.equal(sayEntry(entry('api_key.created', { name: 'Shop' })).isChange, false);
  assert.equal(sayEntry(entry('tenant.created', { name: 'Shop' })).isChange, false);
});

test('an action that is not known is told by its name', () => {
  assert.equal(sayEntry(entry('model.rebuilt')).text, 'model.rebuilt');
});
