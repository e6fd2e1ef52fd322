import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { settings } from '#runtime/config/settings.ts';
import { createMetrics } from '#runtime/metrics.ts';

type Bound = { what: string; atMost: number; where: string; metrics: string[] };

/** The rows of a section's table, whose columns are what, at most, beyond it, where, metric. */
function boundsOf(text: string, heading: string): Bound[] {
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  return rows.slice(1).map((row) => {
    const [, what = '', most = '', , where = '', metric = ''] = row.split('|').map((cell) => cell.trim());
    return {
      what,
      atMost: numberOf(most),
      where,
      metrics: [...metric.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    };
  });
}

const units: Record<string, number> = { MiB: 2 ** 20, KiB: 2 ** 10 };

function numberOf(text: string): number {
  const [, digits = '', unit = ''] = /^([\d,]+)(?: (MiB|KiB))?$/.exec(text) ?? [];
  return Number(digits.replaceAll(',', '')) * (units[unit] ?? 1);
}

/** The value of a constant in a file, which is a product or a shift of whole numbers. */
function constantIn(source: string, name: string): number | null {
  const [, expression = ''] =
    new RegExp(`^(?:export )?const ${name}(?:: number)? = ([\\d_ *<]+);`, 'm').exec(source) ?? [];
  if (expression === '') return null;
  const [left = '', shift = '0'] = expression.split('<<');
  const factors = left.split(/(?<!\*)\*(?!\*)/).map((factor) => {
    const [base = '', power = '1'] = factor.split('**');
    return Number(base.replaceAll('_', '')) ** Number(power);
  });
  return factors.reduce((product, factor) => product * factor, 1) * 2 ** Number(shift);
}

function inCode(where: string): number | null {
  const [, flag] = /^`--([\w-]+)`$/.exec(where) ?? [];
  if (flag !== undefined) {
    const setting = Object.values(settings).find((one) => one.flag === flag);
    return typeof setting?.default === 'number' && flag.endsWith('-mib') ? setting.default * 2 ** 20 : null;
  }
  const [, file = '', name = ''] = /^`(\S+)` `(\w+)`$/.exec(where) ?? [];
  return constantIn(readFileSync(file, 'utf8'), name);
}

const documentation = readFileSync('docs/operations.md', 'utf8');

test('docs/operations.md tells each limit as the code has it', () => {
  const bounds = boundsOf(documentation, 'What is bounded');
  assert.ok(bounds.length >= 20, `${bounds.length} rows`);
  for (const { what, atMost, where } of bounds) assert.equal(atMost, inCode(where), `${what}: ${where}`);
});

test('the metrics that the table of limits names are there', async () => {
  const names = new Set((await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name));
  for (const { what, metrics } of boundsOf(documentation, 'What is bounded'))
    for (const metric of metrics) assert.ok(names.has(metric), `${what}: ${metric}`);
});

test('control: a limit that the code does not have is seen, in each way that limits are written', () => {
  const [row] = boundsOf(
    '## Limits\n| what | | | | |\n| --- |\n| lines | 256 KiB | refused | `ingest/stream/parse-line.ts` `maxLineBytes` | `a`, `b` |\n',
    'Limits',
  );
  assert.deepEqual(row?.metrics, ['a', 'b']);
  assert.equal(row?.atMost, 262_144);
  assert.equal(inCode(row?.where ?? ''), 262_144);
  assert.equal(inCode('`ingest/stream/parse-line.ts` `maxNothing`'), null);
  const source = 'const a = 16 * 2 ** 20;\nexport const b = 64 << 10;\nconst c: number = 1_000;\n';
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((name) => constantIn(source, name)),
    [16 * 2 ** 20, 65_536, 1_000, null],
  );
});
