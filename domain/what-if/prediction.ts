import type { WhatIfReport } from '#schemas/http/replay-reports.ts';
import type { WhatIfSettings } from '#schemas/http/replay-settings.ts';

/** What a what-if says of the clicks of another strategy, as a relative lift: 0.05 is 5 % more; null from a base of zero. */
export type Prediction = {
  controlStrategy: string;
  variantStrategy: string;
  /** `dr`: the doubly robust estimate, with its interval; `kept`: the clicks that both ways keep of those that there were. */
  method: 'dr' | 'kept';
  lift: number | null;
  low: number | null;
  high: number | null;
};

/** Returns what a what-if predicts for an experiment; null unless it changed the strategy alone, since an experiment can try nothing else. */
export function predictionOf(
  { config, rules, strategy }: Pick<WhatIfSettings, 'config' | 'rules' | 'strategy'>,
  { strategies, counterfactual, today, changedWay }: WhatIfReport,
): Prediction | null {
  if (strategy === undefined || config !== undefined || rules !== undefined) return null;
  const change = { controlStrategy: strategies.today, variantStrategy: strategies.changed };
  if (change.controlStrategy === change.variantStrategy) return null;
  const estimated = counterfactual?.estimates.find(({ method }) => method === 'dr');
  if (estimated !== undefined) {
    const share = (clicks: number) => (estimated.today === 0 ? null : clicks / estimated.today);
    const { value, low, high } = estimated.difference;
    return { ...change, method: 'dr', lift: share(value), low: share(low), high: share(high) };
  }
  const { clicksKept } = today;
  const lift = clicksKept === 0 ? null : (changedWay.clicksKept - clicksKept) / clicksKept;
  return { ...change, method: 'kept', lift, low: null, high: null };
}
