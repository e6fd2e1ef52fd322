import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldContract } from '#console/queries/contract.ts';
import { changeOf, fromText, limitsText, settingsOf, textsOf } from './settings-of.ts';

const contract: FieldContract = {
  type: 'object',
  properties: {
    currency: { type: 'string' },
    allowedOrigins: { type: 'array', maxItems: 50, items: { type: 'string' } },
    eventNames: { type: 'array', maxItems: 100, items: { type: 'object' } },
    publicTracking: { type: 'boolean' },
    strategies: {
      type: 'object',
      properties: {
        trending: { type: 'object', properties: { windowMs: { type: 'integer', minimum: 1, maximum: 2000 } } },
      },
    },
  },
};
const settings = settingsOf(contract, 'config');
const set = {
  config: {
    currency: 'USD',
    allowedOrigins: ['a', 'b'],
    publicTracking: true,
    strategies: { trending: { windowMs: 5 } },
  },
};
const shown = textsOf(settings, set);

test('all that the contract has can be set, at every level, but for lists of objects', () => {
  assert.deepEqual(
    settings.map(({ path }) => path),
    ['config.currency', 'config.allowedOrigins', 'config.publicTracking', 'config.strategies.trending.windowMs'],
  );
});

test('a form that is as it was shown changes nothing', () => {
  assert.equal(changeOf(settings, set, shown), null);
});

test('only what differs is sent, with the types of the contract', () => {
  const form = { ...shown, 'config.allowedOrigins': 'a\n\n c ', 'config.publicTracking': 'false' };
  assert.deepEqual(changeOf(settings, set, form), { config: { allowedOrigins: ['a', 'c'], publicTracking: false } });
  const nested = { ...shown, 'config.strategies.trending.windowMs': '7' };
  assert.deepEqual(changeOf(settings, set, nested), { config: { strategies: { trending: { windowMs: 7 } } } });
});

test('spaces around a text are no part of it', () => {
  assert.equal(fromText('  EUR ', { type: 'string' }), 'EUR');
  assert.equal(fromText('Mugs & More', { type: 'string' }), 'Mugs & More', 'control');
});

test('what is no number is handed on, for the API to say so', () => {
  assert.equal(fromText('', { type: 'integer' }), '');
  assert.equal(fromText('many', { type: 'integer' }), 'many');
  assert.equal(fromText('0.05', { type: 'number' }), 0.05);
  assert.equal(fromText('0,05', { type: 'number' }), '0,05');
});

test('the way back of a change is the change from what is set now to what the fields showed', () => {
  const now = { config: { ...set.config, currency: 'EUR' } };
  assert.deepEqual(changeOf(settings, now, shown), { config: { currency: 'USD' } });
});

test('limits are told where the contract has some', () => {
  assert.equal(limitsText({ type: 'integer', minimum: 0, maximum: 86_400 }), '0 to 86,400');
  assert.equal(limitsText({ type: 'array', maxItems: 50 }), 'at most 50 entries, one a line');
  assert.equal(limitsText({ type: 'string' }), '');
});
