import type { ExperimentRecord } from '#stores/experiments/read-experiments.ts';

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** An experiment as the API shows it. */
export function experimentView({ experimentId, startedAtMs, completedAtMs, ...experiment }: ExperimentRecord) {
  return {
    id: experimentId,
    ...experiment,
    startedAt: timeOf(startedAtMs),
    completedAt: timeOf(completedAtMs),
    createdAt: experiment.createdAt.toISOString(),
    updatedAt: experiment.updatedAt.toISOString(),
  };
}
