import assert from 'node:assert/strict';
import test from 'node:test';
import { baselineNames } from '#domain/evaluation/baselines/index.ts';
import { checkFlags, type EvaluateFlags } from './evaluate-flags.ts';

const plain: EvaluateFlags = {
  format: 'jsonl',
  space: 'live',
  placement: 'default',
  as: 'product_viewed',
  until: '80%',
  delay: '0',
  baselines: 'all',
  set: [],
  k: '20',
  gate: [],
  rows: true,
  seed: '1',
  resamples: '1000',
  badLines: 'refuse',
  memoryMib: '2048',
};
const check = (change: Partial<EvaluateFlags>, words = ['events.jsonl']) => checkFlags(words, { ...plain, ...change });

test('files, a tenant, questions and users are each a source, one at a time', () => {
  assert.equal(check({}).options.source.kind, 'files');
  assert.equal(check({ tenant: 'Shop' }, []).options.source.kind, 'topic');
  assert.equal(check({ train: 't', questions: 'q' }, []).options.source.kind, 'questions');
  assert.equal(check({ train: 't', questions: 'q', users: true }, []).options.source.kind, 'users');
  assert.throws(() => check({}, []), /nothing to evaluate/);
  assert.throws(() => check({ tenant: 'Shop' }), /one of these at a time/);
  assert.throws(() => check({ train: 't' }, []), /--train needs --questions/);
  assert.throws(() => check({ questions: 'q' }), /need --train/);
});

test('a strategy that is compared is asked too, and the first of --strategy is the one that gates mean', () => {
  assert.deepEqual(check({ strategy: 'trending', compare: 'session,popularity' }).options.strategies, [
    'trending',
    'session',
  ]);
  assert.deepEqual(check({ train: 't', questions: 'q', users: true }, []).options.strategies, ['collaborative']);
  assert.ok(check({ strategy: 'all' }).options.strategies.length >= 7);
});

test('all baselines are asked unless some are named, and those that are compared in any case', () => {
  assert.deepEqual(check({}).options.baselines, baselineNames);
  assert.deepEqual(check({ baselines: 'none' }).options.baselines, []);
  assert.deepEqual(check({ baselines: 'item_knn, popularity' }).options.baselines, ['popularity', 'item_knn']);
  assert.deepEqual(check({ baselines: 'none', compare: 'session,item_knn' }).options.baselines, ['item_knn']);
  assert.throws(
    () => check({ baselines: 'bestseller' }),
    /--baselines bestseller: wanted is one of all, none, popular/,
  );
});

test('times, shares, delays and settings are read', () => {
  assert.deepEqual(check({ until: '75%' }).options.until, { share: 0.75 });
  assert.deepEqual(check({ until: '2026-03-01' }).options.until, { timeMs: Date.UTC(2026, 2, 1) });
  assert.deepEqual(check({ until: '1396831392.56' }).options.until, { timeMs: 1_396_831_392_560 });
  assert.equal(check({ delay: '15m' }).options.delayMs, 900_000);
  assert.deepEqual(check({ set: ['session.minVisits=3'] }).options.settings, { session: { minVisits: 3 } });
});

test('whatever is wrong is refused with what is wanted', () => {
  const wrong: [Partial<EvaluateFlags>, RegExp][] = [
    [{ strategy: 'sesion' }, /--strategy sesion: wanted is one of collaborative, session/],
    [{ until: 'yesterday' }, /--until yesterday: wanted is epoch seconds/],
    [{ until: '100%' }, /--until/],
    [{ delay: '5' }, /--delay 5: wanted is 0, or/],
    [{ set: ['session.minVisit=3'] }, /--set session.minVisit=3: wanted is such as collaborative.minUsers=0/],
    [{ set: ['session.minVisits=-1'] }, /minVisits=-1: wanted is a whole number from 0 (?:on|to \d+)/],
    [{ set: ['trending.windowMs=0.5'] }, /windowMs=0.5: wanted is a whole number from \d+ to \d+/],
    [{ compare: 'session' }, /--compare session: wanted are two names/],
    [{ compare: 'session,gorse' }, /--compare gorse: wanted is one of .*popularity/],
    [{ k: '0' }, /--k 0: wanted is a whole number from 1 to 100/],
    [{ gate: ['hr=1'] }, /--gate hr=1: wanted is such as hr>=0.69/],
    [{ page: true }, /give --served too/],
    [{ tenant: 'Shop', catalog: 'c' }, /--catalog is for files/],
    [{ format: 'csv' }, /--format csv: wanted is one of/],
    [{ train: 't', questions: 'q', as: 'recommendation_impressed' }, /--as recommendation_impressed: wanted is one of/],
  ];
  for (const [change, message] of wrong)
    assert.throws(
      () => check(change, change.train === undefined && change.tenant === undefined ? ['events.jsonl'] : []),
      message,
    );
});
