import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '#runtime/http/problem.ts';
import { SearchTooBroad } from '#stores/catalog/search-too-broad.ts';
import { orUnavailable } from './or-unavailable.ts';

const timeout = new Error('canceling statement due to statement timeout');

test('a search that took too long is a 503 that says how to ask', async () => {
  await assert.rejects(orUnavailable(Promise.reject(new SearchTooBroad(timeout))), (error) => {
    assert.ok(error instanceof Problem);
    assert.equal(error.status, 503);
    assert.match(error.message, /longer or rarer words/);
    return true;
  });
});

test('control: any other error stays what it is', async () => {
  await assert.rejects(orUnavailable(Promise.reject(timeout)), (error) => error === timeout);
});
