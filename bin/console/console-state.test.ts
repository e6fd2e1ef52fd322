import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeConsole } from './console-state.ts';

test('the line of a console that is not ready yet says so, and one that cannot run has none', () => {
  const url = 'http://127.0.0.1:3112';
  assert.equal(describeConsole('being built', url), `${url} (being built: a line will say when it is ready)`);
  assert.equal(describeConsole('starting', url), `${url} (starting: a line will say when it is ready)`);
  assert.equal(describeConsole('missing', url), null);
  assert.equal(describeConsole('ready', url), url, 'control');
});
