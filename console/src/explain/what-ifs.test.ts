import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { FieldContract } from '#console/queries/contract.ts';
import { newRule } from '#console/rules/rule.ts';
import { settingsOf, valueAt } from '#console/settings/settings-of.ts';
import { tenantDefaults } from '#domain/access/default-tenant-config.ts';
import { strategies } from '#domain/strategies/index.ts';
import { settingsPreviewContract } from '#schemas/http/settings-preview.ts';
import { tenantContracts } from '#schemas/http/tenants.ts';
import { describeWhatIf, draftOf, whatIfs } from './what-ifs.ts';

const defaults = { config: tenantDefaults(strategies) };
const settings = settingsOf(
  JSON.parse(JSON.stringify(tenantContracts(strategies).TenantView.properties.config)) as FieldContract,
  'config',
);
const all = whatIfs(settings, (path) => valueAt(defaults, path));
const contract = Compile(settingsPreviewContract(strategies));

test('whatever can be tried is a draft that the API takes as it begins, but for rules that want more to be chosen', () => {
  const untaken = all.filter(
    ({ name, first }) => !contract.Check({ ...draftOf(name, first, [], settings), questions: [{}] }),
  );
  assert.deepEqual(
    untaken.map(({ name }) => name),
    ['rule-exclude', 'rule-include', 'rule-pin', 'rule-boost', 'rule-bury'],
  );
  assert.equal(contract.Check({ ...draftOf('strategy', 'nothing', [], settings), questions: [{}] }), false, 'control');
});

test('every setting of strategies can be tried, and none that decides no answer', () => {
  const names = all.map(({ name }) => name);
  assert.ok(names.includes('config.strategies.trending.windowMs'));
  assert.ok(names.includes('config.excludePurchased'));
  assert.ok(!names.includes('config.currency'));
});

test('a draft names one change, and a rule to try stands before those that are there under an id of its own', () => {
  assert.deepEqual(draftOf('config.strategies.trending.windowMs', '60000', [], settings), {
    config: { strategies: { trending: { windowMs: 60_000 } } },
  });
  assert.deepEqual(draftOf('config.excludePurchased', 'false', [], settings), { config: { excludePurchased: false } });
  assert.deepEqual(draftOf('strategy', '', [], settings), { strategy: null });
  const there = newRule('Tried', { action: 'fill', strategies: [] }, []);
  const { rules } = draftOf('rule-seen', '{"action":"seen","mode":"drop"}', [there], settings);
  assert.deepEqual(Array.isArray(rules) && rules.map(({ id }) => id), ['tried-2', 'tried']);
});

test('what is tried is said in a sentence', () => {
  assert.equal(
    describeWhatIf('rule-seen', '{"action":"seen","mode":"drop"}'),
    'Leaves out what the shopper has viewed.',
  );
  assert.equal(describeWhatIf('config.strategies.trending.windowMs', '60000'), 'trending windowMs is 60000.');
  assert.equal(describeWhatIf('strategy', 'trending'), 'The placement asks Trending.');
});
