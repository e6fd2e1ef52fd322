import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { plainExperiment } from '#testing/plain.ts';
import type { Variant } from './experiment.ts';
import { judgeExperiment } from './judge-experiment.ts';
import type { JudgedMetric } from './judge-metric.ts';
import { judgeWorth } from './judge-worth.ts';
import { sampleRatio } from './statistics/sample-ratio.ts';
import { addUserSums, noUserSums, sumsOfUser } from './statistics/user-sums.ts';

const pageOf = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const page = pageOf('experiment-results.md');

/** The rows of the table that follows a heading, each as its cells. */
function tableUnder(heading: string, page: string): string[][] {
  const [, section = ''] = page.split(`### ${heading}\n`);
  return (section.split('\n### ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '));
}

const experiment = plainExperiment({ name: 'the example of the page' });

const shown = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : String(Number(value.toPrecision(4)));

test('the worked example of docs/experiment-results.md is what we compute', () => {
  const arms = { control: noUserSums, variant: noUserSums };
  const users = tableUnder('The users', page);
  assert.equal(users.length, 16);
  for (const [variant, ...cells] of users) {
    const [impressions, clicks, conversions, revenue, activity] = cells.map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const arm = variant as Variant;
    arms[arm] = addUserSums(arms[arm], sumsOfUser({ impressions, clicks, conversions, revenue, activity }));
  }
  const { goal, secondary } = judgeExperiment(experiment, arms, { crossovers: 0, ranMs: 5 * 86_400_000 });
  const rowOf = (one: JudgedMetric & { pValueHolm?: number | null }) => [
    `\`${one.metric}\``,
    ...[
      one.control,
      one.variant,
      one.lift,
      one.difference.standardError,
      one.difference.pValue,
      one.pValueHolm,
      one.pValueNaive,
      one.liftInterval.lower,
      one.liftInterval.upper,
      one.cuped?.difference.pValue,
      one.sequential.pValue,
    ].map(shown),
  ];
  assert.deepEqual(tableUnder('What they come to', page), [goal, ...secondary].map(rowOf));
  assert.match(page, new RegExp(`traffic balance is ${shown(sampleRatio({ control: 8, variant: 8 }, 0.5).pValue)}\\b`));
});

test('the worked example of docs/holdout.md is what we compute', () => {
  const holdout = pageOf('holdout.md');
  const [heldOut, served] = tableUnder('Both sides', holdout).map(([, ...cells]) => {
    const [users = 0, converted = 0, revenue = 0, revenueSquared = 0] = cells.map(Number);
    return { ...noUserSums, users, converted, conversions: converted, revenue, revenueSquared };
  });
  const { conversionRate, revenuePerVisitor, revenuePerMonth, text } = judgeWorth({
    arms: { control: heldOut!, variant: served! },
    percent: 5,
    treatment: 'none',
    currency: 'EUR',
    ranMs: 30 * 86_400_000,
    isOver: false,
  });
  const rowOf = ({ metric, control, variant, lift, liftInterval, difference, sequential }: JudgedMetric) => [
    `\`${metric}\``,
    ...[control, variant, lift, liftInterval.lower, liftInterval.upper, difference.pValue, sequential.pValue].map(
      shown,
    ),
  ];
  assert.deepEqual(tableUnder('What it comes to', holdout), [conversionRate, revenuePerVisitor].map(rowOf));
  const { value } = revenuePerMonth;
  assert.match(holdout, new RegExp(`× 95000 × 30\\.4375 ÷ 30 = ${Math.round(value!)} EUR a month`));
  assert.ok(holdout.includes(`> ${text}`), text);
});
