import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRule } from '#console/rules/rule.ts';
import { attributesNamedIn } from './attributes-in-rules.ts';

test('attributes are found in filters and facets of rules, each once, and other fields and values are not', () => {
  const red = {
    and: [
      { field: 'attributes.colour', eq: 'red' },
      { field: 'price', lt: 3 },
    ],
  };
  const quoting = { field: 'attributes.colour', eq: 'say "attributes.x"' };
  const rules = [
    newRule('a', { action: 'exclude', filter: red }, []),
    newRule('b', { action: 'limit', facet: 'attributes.brand.line', max: 2 }, []),
    newRule('c', { action: 'boost', filter: quoting, factor: 2 }, []),
  ];
  assert.deepEqual(attributesNamedIn(rules), ['colour', 'brand.line']);
  assert.deepEqual(attributesNamedIn([]), [], 'control');
});
