import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientNetwork } from './client-network.ts';

test('a client that hung up before its request was admitted is counted, and is no failure of the server', () => {
  assert.equal(clientNetwork(undefined), 'gone');
  assert.equal(clientNetwork('192.0.2.7'), '192.0.2.7', 'control');
});
