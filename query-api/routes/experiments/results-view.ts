import type { Experiment } from '#domain/experiments/experiment.ts';
import { variants } from '#domain/experiments/experiment.ts';
import type { JudgedExperiment } from '#domain/experiments/judge-experiment.ts';
import type { JudgedMetric } from '#domain/experiments/judge-metric.ts';
import { fewEffectiveUsers } from '#domain/experiments/statistics/click-rate.ts';
import { differenceOf } from '#domain/experiments/statistics/estimate.ts';
import { liftInterval, liftOf } from '#domain/experiments/statistics/lift.ts';
import { wilsonInterval } from '#domain/experiments/statistics/proportions.ts';
import { sampleRatio } from '#domain/experiments/statistics/sample-ratio.ts';
import { winsorisedRevenue } from '#domain/experiments/statistics/winsorised.ts';
import type { AaReplay, ExperimentResults } from '#schemas/http/experiment-results.ts';
import { metricNames } from '#schemas/http/experiments.ts';
import type { StoredResults } from '#stores/experiment-results/read-results.ts';
import type { StoredReplay } from '#stores/experiment-results/replays.ts';
import type { ShownVerdict } from '#stores/experiment-results/verdicts-shown.ts';

const significant = 0.05;

export type ResultsInput = {
  experiment: Experiment;
  stored: StoredResults;
  judged: JudgedExperiment;
  verdicts: readonly ShownVerdict[];
  replay: StoredReplay | undefined;
  computedAt: Date;
};

/** The answer, as the contract has it. */
export function resultsView({
  experiment,
  stored,
  judged,
  verdicts,
  replay,
  computedAt,
}: ResultsInput): ExperimentResults {
  const { arms, revenueBuckets, days } = stored;
  const { goal, secondary, guardrails, checks, verdict, lowConfidence } = judged;
  const { experimentId, status, metric, trafficSplit } = experiment;
  const users = arms.control.users + arms.variant.users;
  return {
    experimentId,
    status,
    metric,
    ...comparedOf(goal),
    pValueNaive: goal.pValueNaive,
    isSignificant: goal.difference.pValue !== null && goal.difference.pValue < significant,
    sampleSize: users,
    lowConfidence,
    verdict: { ...verdict },
    arms: variants.map((variant) => {
      const { users: entered, impressions, clicks, conversions, revenue } = arms[variant];
      return { variant, users: entered, impressions, clicks, conversions, revenue, sampleSize: entered };
    }),
    checks: checks.map((check) => ({ ...check })),
    sequential: sequentialView(goal.sequential),
    secondary: secondary.map((one) => ({ metric: one.metric, ...comparedOf(one), pValueHolm: one.pValueHolm })),
    guardrails: guardrails.map((guardrail) => ({ ...guardrail })),
    adjusted:
      goal.cuped === null
        ? null
        : {
            difference: goal.cuped.difference.value,
            lift: goal.cuped.lift,
            pValue: goal.cuped.difference.pValue,
            confidenceInterval: goal.cuped.liftInterval,
          },
    winsorised: winsorisedOf(revenueBuckets),
    days: days.map((day) => ({ ...day, pValue: sampleRatio(day, trafficSplit / 100).pValue })),
    verdicts: verdicts.map(({ shownAt, ...shown }) => ({ ...shown, shownAt: shownAt.toISOString() })),
    replay: replay === undefined ? null : replayView(replay),
    computedAt: computedAt.toISOString(),
  };
}

export const sequentialView = ({ interval, pValue }: JudgedMetric['sequential']) => ({
  ...interval,
  pValue,
  isSignificant: pValue < significant,
});

export const replayView = ({ users, runs, falsePositives, effectiveUsers, replayedAt }: StoredReplay): AaReplay => ({
  users,
  runs,
  falsePositives: metricNames.map((metric) => {
    const count = falsePositives[metric];
    const effective = effectiveUsers[metric] ?? null;
    return {
      metric,
      runs: count ?? 0,
      share: count === null ? null : count / runs,
      shareInterval: count === null ? null : wilsonInterval({ hits: count, trials: runs }),
      effectiveUsers: effective,
      lowConfidence: effective !== null && effective < fewEffectiveUsers,
    };
  }),
  replayedAt: replayedAt.toISOString(),
});

const comparedOf = ({ control, variant, lift, liftInterval: confidenceInterval, difference }: JudgedMetric) => ({
  controlMetric: control,
  variantMetric: variant,
  lift,
  confidenceInterval,
  pValue: difference.pValue,
});

function winsorisedOf(buckets: StoredResults['revenueBuckets']): ExperimentResults['winsorised'] {
  const { cap, control, variant } = winsorisedRevenue(buckets.control, buckets.variant);
  const difference = differenceOf(control, variant);
  return {
    cap,
    controlMetric: control.value,
    variantMetric: variant.value,
    lift: liftOf(control.value, variant.value),
    confidenceInterval: liftInterval(control, variant, difference),
    pValue: difference.pValue,
  };
}
