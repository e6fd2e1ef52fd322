import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { operationIdOf } from './operation-id.ts';
import type { RouteContract } from './route-contract.ts';

const route = (method: string, path: string, answers: RouteContract['answers'] = {}): RouteContract => ({
  ...{ method, path, answers, auth: 'admin', limit: 'none', summary: 'What it does', tag: 'Tests' },
});

const names: readonly [RouteContract, string][] = [
  [route('GET', '/api/v1/tenants', { 200: Type.Array(Type.String()) }), 'listTenants'],
  [route('GET', '/api/v1/tenants/:id'), 'getTenant'],
  [route('GET', '/api/v1/tenants/:id/experiments', { 200: Type.Array(Type.String()) }), 'listExperiments'],
  [route('POST', '/api/v1/tenants/:id/experiments', { 201: Type.String() }), 'createExperiment'],
  [route('POST', '/api/v1/tenants/:id/replays', { 202: Type.String() }), 'createReplay'],
  [route('POST', '/api/v1/tenants/:id/experiments/:expId/start'), 'startExperiment'],
  [route('POST', '/api/v1/tenants/:id/dead-letters/redrive'), 'redriveDeadLetters'],
  [route('PUT', '/api/v1/tenants/:id/holdout'), 'updateHoldout'],
  [route('DELETE', '/api/v1/tenants/:id/api-keys/:keyId'), 'deleteApiKey'],
  [route('GET', '/api/v1/tenants/:id/analytics/overview'), 'getAnalyticsOverview'],
  [route('GET', '/config/:subject'), 'getConfigOfSubject'],
];

for (const [contract, name] of names)
  test(`${contract.method} ${contract.path} is called ${name}`, () => assert.equal(operationIdOf(contract), name));

test('a route whose path does not read as a name names itself', () => {
  assert.equal(operationIdOf({ ...route('POST', '/api/v1/events'), operationId: 'sendEvent' }), 'sendEvent');
  assert.equal(operationIdOf(route('POST', '/api/v1/events')), 'createEvent', 'control');
});
