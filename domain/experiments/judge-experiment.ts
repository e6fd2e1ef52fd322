import { metricNames } from '#schemas/http/experiments.ts';
import { type Check, checkHealth } from './check-health.ts';
import type { Experiment } from './experiment.ts';
import { type GuardrailState, giveVerdict, guardrailStates, type Verdict } from './give-verdict.ts';
import { type Arms, type JudgedMetric, judgeMetric } from './judge-metric.ts';
import { holm } from './statistics/holm.ts';

export type JudgedExperiment = {
  goal: JudgedMetric;
  /** The other metrics, with p-values by Holm's method over them. */
  secondary: readonly (JudgedMetric & { pValueHolm: number | null })[];
  guardrails: readonly GuardrailState[];
  checks: readonly Check[];
  verdict: Verdict;
  /** Below 500 users in an arm. */
  lowConfidence: boolean;
};

/** If nobody planned, the sequence is narrowest here. It must not follow the data: it would hold no longer at every look. */
export const usualUsers = 10_000;

/** Judges an experiment from the sums of its arms: every metric, the health checks and the verdict. Pure: the same sums, the same words. */
export function judgeExperiment(
  experiment: Experiment,
  arms: Arms,
  { crossovers, ranMs }: { crossovers: number; ranMs: number },
): JudgedExperiment {
  const users = arms.control.users + arms.variant.users;
  const plannedUsers = experiment.plannedUsers ?? usualUsers;
  const metrics = metricNames.map((metric) => judgeMetric(metric, arms, plannedUsers));
  const goal = metrics.find(({ metric }) => metric === experiment.metric)!;
  const others = metrics.filter(({ metric }) => metric !== experiment.metric);
  const judged = others.filter(({ difference }) => difference.pValue !== null);
  const adjusted = holm(judged.map(({ difference }) => difference.pValue!));
  const checks = checkHealth({
    arms,
    trafficSplit: experiment.trafficSplit,
    crossovers,
    ranMs,
    isCompleted: experiment.status === 'completed',
  });
  return {
    goal,
    secondary: others.map((metric) => ({ ...metric, pValueHolm: adjusted[judged.indexOf(metric)] ?? null })),
    guardrails: guardrailStates(experiment.guardrails, metrics),
    checks,
    verdict: giveVerdict({ experiment, goal, metrics, checks, ranMs, users }),
    lowConfidence: checks.some(({ name, ok }) => name === 'enough_users' && !ok),
  };
}
