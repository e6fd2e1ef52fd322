import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';
import { createMetrics } from '#runtime/metrics.ts';

/* Compares the alerts of Prometheus and the dashboard of Grafana with the metrics that processes export. They do not run here (`operations.test.ts`). */

const read = (file: string) => readFileSync(file, 'utf8');

const keywords = new Set(
  'sum max min avg count rate increase deriv changes absent histogram_quantile min_over_time by on le and or unless offset bool without ignoring group_left'.split(
    ' ',
  ),
);

/** Names of metrics in a PromQL expression: what is neither quoted, nor a label, a function or a duration. */
function metricsOf(expression: string): string[] {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(by|on|without|ignoring)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/(?<![\w$.])[a-z_][a-z0-9_]*/gi)]
    .map(([name]) => name)
    .filter((name) => !keywords.has(name));
}

/** The metrics that a scrape returns, and `up`, which Prometheus adds. */
async function exportedMetrics(): Promise<Set<string>> {
  const text = await createMetrics().registry.metrics();
  const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
  );
  return new Set(['up', ...names]);
}

type Alerts = {
  groups: {
    rules: { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } }[];
  }[];
};
type Dashboard = { panels: { title: string; description?: string; targets?: { expr: string }[] }[] };
const alerts = (parse(read('ops/prometheus/alerts.yml')) as Alerts).groups.flatMap(({ rules }) => rules);
const panels = (JSON.parse(read('ops/grafana/dashboard.json')) as Dashboard).panels;

test('every metric of the dashboard and the alerts is one that a process exports', async () => {
  const exported = await exportedMetrics();
  const expressions = [
    ...alerts.map(({ alert, expr }) => ({ where: alert, expr })),
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: title, expr }))),
  ];
  const named = expressions.flatMap(({ where, expr }) => metricsOf(expr).map((metric) => `${metric} (${where})`));
  assert.ok(named.length > 40, `only ${named.length} metrics are found`);
  assert.deepEqual(
    named.filter((name) => !exported.has(name.split(' ')[0] ?? '')),
    [],
  );
});

test('the check of metrics sees one that nobody exports, and takes labels and functions for none', () => {
  assert.deepEqual(
    metricsOf('sum by (le, group) (rate(lost_total{job="x", path=~"/a.*"}[5m] offset 1d)) > 0.1 and on () up == 0'),
    ['lost_total', 'up'],
  );
});

test('every metric of our own is on the dashboard', async () => {
  const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => metricsOf(expr)));
  const own = [...(await exportedMetrics())]
    .filter((name) => !/^(process|nodejs)_/.test(name))
    .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
  assert.deepEqual(
    [...new Set(own)].filter((name) => !shown.some((metric) => metric.replace(/_(bucket|sum|count)$/, '') === name)),
    [],
  );
});

test('every counter of what is lost or left aside has an alert', async () => {
  const alerted = new Set(alerts.flatMap(({ expr }) => metricsOf(expr)));
  const ofLosses = [...(await exportedMetrics())].filter((name) => /(dropped|dead_letters)_total$/.test(name));
  assert.deepEqual(ofLosses.toSorted(), ['dead_letters_total', 'exposures_dropped_total']);
  assert.deepEqual(
    ofLosses.filter((name) => !alerted.has(name)),
    [],
  );
});

test('every alert says how urgent it is, what it means, and what to do in docs/operations.md', () => {
  const documentation = read('docs/operations.md');
  for (const { alert, labels, annotations } of alerts) {
    assert.match(labels.severity, /^(page|ticket)$/, alert);
    assert.ok(annotations.summary.length > 0, alert);
    assert.ok(documentation.includes(`\`${alert}\``), `docs/operations.md does not know ${alert}`);
  }
});
