import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTenantShares } from './tenant-shares.ts';

test('a tenant that took more than its share may go on with a part of it, and who took less with all', () => {
  const shares = createTenantShares();
  shares.add('flood', 80, 0);
  assert.equal(shares.fairness('flood', 10), 1, 'control: alone it has all');
  shares.add('a', 10, 10);
  shares.add('b', 30, 20);
  assert.equal(shares.fairness('flood', 30), 0.5);
  assert.deepEqual(
    ['a', 'b', 'nobody'].map((tenant) => shares.fairness(tenant, 30)),
    [2, 4 / 3, 2],
  );
});

test('what was taken is forgotten after a second', () => {
  const shares = createTenantShares();
  shares.add('flood', 90, 0);
  shares.add('a', 10, 499);
  shares.add('a', 10, 700);
  assert.ok(shares.fairness('flood', 700) < 1);
  shares.add('a', 10, 1_400);
  shares.add('flood', 5, 1_450);
  assert.equal(shares.fairness('flood', 1_450), 2);
});
