import assert from 'node:assert/strict';
import test from 'node:test';
import { actions } from './actions.ts';
import { describeRule } from './describe-rule.ts';
import { newRule, type Rule } from './rule.ts';

test('a rule is said in one sentence, with its conditions', () => {
  const rule: Rule = {
    ...newRule('No socks', { action: 'exclude', filter: { field: 'category', under: 'Clothes > Socks' } }, []),
    when: { user: { isNew: true }, params: [{ name: 'device', in: ['mobile', 'tablet'] }] },
  };
  assert.equal(
    describeRule(rule),
    'Never shows products whose category is or lies below Clothes > Socks, if the shopper is new and device is mobile or tablet.',
  );
});

test('filters keep their brackets, and ages are said as people do', () => {
  const filter = {
    and: [
      { field: 'createdAt', gte: '-P30D' },
      { or: [{ field: 'price', lt: 20 }, { not: { field: 'attributes.brand', in: ['Riva', 'Nor'] } }] },
    ],
  };
  assert.equal(
    describeRule(newRule('New', { action: 'boost', factor: 2, filter }, [])),
    'Multiplies the score by 2 where first written is at least 30 days ago and (price is less than 20 or not (brand is one of Riva, Nor)).',
  );
});

test('one of a single value is that value', () => {
  const filter = { field: 'attributes.material', in: ['oak'] };
  assert.match(describeRule(newRule('Oak', { action: 'exclude', filter }, [])), /whose material is oak\.$/);
});

test('every action has words from the first moment on', () => {
  for (const { fresh } of Object.values(actions)) assert.match(describeRule(newRule('r', fresh, [])), /^[A-Z].*\.$/);
});

test('a new rule has an id of its name that no other has', () => {
  const pin = { action: 'pin', productIds: ['a'], position: 0 } as const;
  assert.equal(newRule('No socks, ever', { ...pin, productIds: ['a'] }, []).id, 'no-socks-ever');
  assert.equal(newRule('No socks, ever', { ...pin, productIds: ['a'] }, ['no-socks-ever']).id, 'no-socks-ever-2');
  assert.equal(newRule('§', { ...pin, productIds: ['a'] }, []).id, 'rule');
});
