import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesMeanwhile } from './changes-meanwhile.ts';

const entry = (action: string, detail: object, at = '2026-03-02T23:59:59.000Z') => ({
  action,
  subjectId: 's',
  detail: { ...detail },
  at,
});

test('rules and the widget of the placement, rules of all, the holdout and settings of the tenant bear on an experiment', () => {
  const changes = changesMeanwhile('home', [
    entry('rules.changed', { placementId: 'home' }),
    entry('rules.rolled_back', { placementId: '*' }),
    entry('widget.updated', { placementId: 'home' }),
    entry('holdout.changed', { percent: 5 }, '2026-03-03T00:00:00.000Z'),
    entry('tenant.updated', { config: { cacheTtlSeconds: 60 } }),
  ]);
  assert.deepEqual(
    changes.map(({ day, text }) => `${day} ${text}`),
    [
      '2026-03-02 Rules of home were changed',
      '2026-03-02 Rules of * were set back',
      '2026-03-02 Widget of home was changed',
      '2026-03-03 The holdout was changed',
      '2026-03-02 Setting cacheTtlSeconds was changed',
    ],
  );
});

test('control: another placement, a new name, a key, a product and the steps of experiments do not', () => {
  const others = [
    entry('rules.changed', { placementId: 'cart' }),
    entry('widget.updated', { placementId: 'cart' }),
    entry('tenant.updated', { name: 'Another name' }),
    entry('api_key.created', { name: 'a key' }),
    entry('product.updated', { placementId: 'home' }),
    entry('experiment.started', { placementId: 'home' }),
  ];
  assert.deepEqual(changesMeanwhile('home', others), []);
});
