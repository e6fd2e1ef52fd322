import { oneOrMany, several } from '../several.ts';
import { type Check, leastUsersOfArm } from './check-health.ts';
import type { Holdout } from './holdout.ts';
import { usualUsers } from './judge-experiment.ts';
import { type Arms, type JudgedMetric, judgeMetric } from './judge-metric.ts';
import type { Interval } from './statistics/estimate.ts';
import { mismatchLevel, sampleRatio } from './statistics/sample-ratio.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** A twelfth of a year. */
const monthMs = (365.25 / 12) * dayMs;
const significant = 0.05;

/** `blocked`: nothing can be read from figures of shoppers who were not split as planned. */
export type WorthDecision = 'brings' | 'costs' | 'wait' | 'blocked';

/** What recommendations are worth. Lifts are of the served shoppers over the held-out ones, relative (0.05: 5 %). */
export type JudgedWorth = {
  decision: WorthDecision;
  /** In a sentence. */
  text: string;
  conversionRate: JudgedMetric;
  revenuePerVisitor: JudgedMetric;
  /** More revenue a month of all served shoppers, in the tenant's currency; the interval holds however often somebody looks. Null within the first day. */
  revenuePerMonth: Interval & { value: number | null };
  checks: readonly Check[];
  /** Below 500 shoppers on a side. */
  lowConfidence: boolean;
};

export type WorthInput = Pick<Holdout, 'percent' | 'treatment'> & {
  /** Control: who is held out. Their conversions are purchases, whatever led to them. */
  arms: Arms;
  currency: string;
  ranMs: number;
  /** That the period has ended. */
  isOver: boolean;
};

/**
 * Judges a period of a holdout from the sums of its shoppers. It is a standing figure, which is looked at every day: what it says goes by the
 * confidence sequence of the revenue a visitor, and waits for a whole week and 500 shoppers on each side.
 */
export function judgeWorth(input: WorthInput): JudgedWorth {
  const { arms, ranMs } = input;
  const conversionRate = judgeMetric('conversion_rate', arms, usualUsers);
  const revenuePerVisitor = judgeMetric('revenue_per_visitor', arms, usualUsers);
  const revenuePerMonth = monthly(revenuePerVisitor, arms.variant.users, ranMs);
  const checks = checkSplit(input);
  const failing = checks.find(({ ok }) => !ok);
  const { pValue } = revenuePerVisitor.sequential;
  const value = revenuePerMonth.value ?? 0;
  const decision =
    failing !== undefined
      ? failing.blocks
        ? 'blocked'
        : 'wait'
      : pValue >= significant
        ? 'wait'
        : value > 0
          ? 'brings'
          : 'costs';
  return {
    decision,
    text: sentenceOf(input, decision, failing, revenuePerMonth),
    conversionRate,
    revenuePerVisitor,
    revenuePerMonth,
    checks,
    lowConfidence: checks.some(({ name, ok }) => name === 'enough_users' && !ok),
  };
}

/** A visitor's difference times all served visitors is what the time so far brought; by its months it is what a month brings. Seconds of a shop would be millions a month. */
function monthly(
  { difference, sequential }: JudgedMetric,
  served: number,
  ranMs: number,
): JudgedWorth['revenuePerMonth'] {
  if (ranMs < dayMs || difference.standardError === 0) return { value: null, lower: null, upper: null };
  const perMonth = (amount: number | null) => (amount === null ? null : (amount * served * monthMs) / ranMs);
  const { lower, upper } = sequential.interval;
  return { value: perMonth(difference.value), lower: perMonth(lower), upper: perMonth(upper) };
}

/** What must hold before the figures are read, the first to be said first. */
function checkSplit({ arms, percent, ranMs }: WorthInput): Check[] {
  const [heldOut, served] = [arms.control.users, arms.variant.users];
  const { pValueAnytime } = sampleRatio({ control: heldOut, variant: served }, percent / 100);
  const fewest = Math.min(heldOut, served);
  const isBalanced = pValueAnytime >= mismatchLevel;
  return [
    {
      name: 'traffic_balance',
      ok: isBalanced,
      blocks: !isBalanced,
      value: pValueAnytime,
      text: `${several(heldOut, 'shopper')} ${oneOrMany(heldOut, 'was', 'were')} held out and ${served.toLocaleString('en')} served, where ${percent} to ${100 - percent} was planned`,
    },
    {
      name: 'full_week',
      ok: ranMs >= weekMs,
      blocks: false,
      value: ranMs / dayMs,
      text: `${(ranMs / dayMs).toFixed(1)} days; a week has every weekday in it`,
    },
    {
      name: 'enough_users',
      ok: fewest >= leastUsersOfArm,
      blocks: false,
      value: fewest,
      text: `${several(fewest, 'shopper')} on the smaller side; ${leastUsersOfArm} are wanted`,
    },
  ];
}

function sentenceOf(
  { treatment, currency, ranMs, isOver }: WorthInput,
  decision: WorthDecision,
  failing: Check | undefined,
  { value, lower, upper }: JudgedWorth['revenuePerMonth'],
): string {
  if (decision === 'blocked')
    return `Shoppers were not split as planned: ${failing?.text}. Find out why before you read any figure.`;
  const tooEarly = isOver ? 'It ended too early to tell' : 'Too early to tell';
  if (failing !== undefined) return `${tooEarly}: ${failing.text}.${ranMs < dayMs ? ` ${withinDay(isOver)}` : ''}`;
  if (value === null || lower === null || upper === null)
    return `${tooEarly}: ${isOver ? 'nobody bought' : 'nobody has bought'} anything.`;
  const bring = isOver ? 'brought' : 'bring';
  const between = (a: number, b: number) => `between ${shown(a)} and ${shown(b)}`;
  const than = treatment === 'none' ? '' : ' more than popular products';
  if (decision === 'wait')
    return `${tooEarly}: recommendations ${bring} ${between(lower, upper)} ${currency} a month${than}.`;
  if (decision === 'brings')
    return `Recommendations ${bring} ${shown(value)} ${currency} a month${than} (${between(lower, upper)}).`;
  const less = treatment === 'none' ? 'none at all' : 'popular products';
  return `Recommendations ${bring} ${shown(-value)} ${currency} a month less than ${less} (${between(-upper, -lower)}).`;
}

const withinDay = (isOver: boolean): string =>
  isOver
    ? 'Revenue a month is not computed from less than a day.'
    : 'Revenue a month is computed from the first full day on.';

/** Whole units of the currency from a hundred on. */
const shown = (amount: number): string =>
  amount.toLocaleString('en', { maximumFractionDigits: Math.abs(amount) < 100 ? 2 : 0 });
