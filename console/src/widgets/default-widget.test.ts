import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultWidgetConfig } from '#domain/widgets/widget.ts';
import { configOf, defaultWidget } from './default-widget.ts';

test('the form begins with the defaults of the API, and names every field that can be changed', () => {
  assert.deepEqual(defaultWidget, defaultWidgetConfig);
  const saved = { ...defaultWidget, layout: 'list' as const, id: 'w', version: 3 };
  assert.deepEqual(configOf(saved), { ...defaultWidgetConfig, layout: 'list' });
});
