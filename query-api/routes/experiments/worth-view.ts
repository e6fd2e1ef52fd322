import type { JudgedMetric } from '#domain/experiments/judge-metric.ts';
import type { HoldoutWorth } from '#schemas/http/holdout.ts';
import type { StoredWorth } from '#stores/experiment-results/read-worth.ts';
import { sequentialView } from './results-view.ts';

/** What a period of a holdout says, as the contract has it. */
export function worthView(
  { percent, treatment, startedAt, endedAt, arms, currency, judged }: StoredWorth,
  computedAt: Date,
): HoldoutWorth {
  const { decision, text, conversionRate, revenuePerVisitor, revenuePerMonth, checks, lowConfidence } = judged;
  const armOf = (arm: 'held_out' | 'served') => {
    const {
      users,
      converted: buyers,
      conversions: purchases,
      revenue,
    } = arms[arm === 'held_out' ? 'control' : 'variant'];
    return { arm, users, buyers, purchases, revenue };
  };
  return {
    decision,
    text,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    percent,
    treatment,
    arms: [armOf('held_out'), armOf('served')],
    sampleSize: arms.control.users + arms.variant.users,
    conversionRate: comparedOf(conversionRate),
    revenuePerVisitor: comparedOf(revenuePerVisitor),
    revenuePerMonth: { currency, ...revenuePerMonth },
    checks: checks.map((check) => ({ ...check })),
    lowConfidence,
    computedAt: computedAt.toISOString(),
  };
}

const comparedOf = ({ control, variant, lift, liftInterval, difference, sequential }: JudgedMetric) => ({
  heldOut: control,
  served: variant,
  lift,
  confidenceInterval: liftInterval,
  pValue: difference.pValue,
  sequential: sequentialView(sequential),
});
