import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingPartIn } from './missing-part.ts';

const part = 'http://127.0.0.1:3112/_build/assets/login-abc.js';

test('what did not come is told by each browser in its words', () => {
  assert.equal(missingPartIn(new TypeError(`Failed to fetch dynamically imported module: ${part}`)), part);
  assert.equal(missingPartIn(new TypeError(`error loading dynamically imported module: ${part}`)), part);
  assert.equal(missingPartIn(new TypeError('Importing a module script failed.')), '', 'the page itself');
  for (const said of ['Failed to fetch', 'NetworkError when attempting to fetch resource.', 'Load failed'])
    assert.equal(missingPartIn(new TypeError(said)), '', 'what the page asked was not answered');
});

test('another error is about no part', () => {
  assert.equal(missingPartIn(new TypeError(`Failed to parse URL from ${part}`)), null);
  assert.equal(missingPartIn('module: https://a.example/b.js'), null);
});
