import type { FigureRow } from '#console/analytics/figure-table.tsx';
import { listExperiments, readResults } from '#console/queries/experiments.ts';

/** So many running experiments are told by arm; each of them is a request of its own. */
const maxExperiments = 10;

export type ArmRow = FigureRow & { experimentId: string; experiment: string; arm: string };

/** Returns the figures of both arms of each running experiment, since it was started. */
export async function readArms(tenantId: string, signal?: AbortSignal): Promise<ArmRow[]> {
  const { data: running } = await listExperiments(tenantId, { status: 'running', limit: maxExperiments }, signal);
  const results = await Promise.all(running.map(({ id }) => readResults(tenantId, id, signal)));
  return results.flatMap(({ data }, n) =>
    data.arms.map(({ variant, impressions, clicks, conversions, revenue }) => ({
      key: `${data.experimentId} ${variant}`,
      experimentId: data.experimentId,
      experiment: running[n]?.name ?? '',
      arm: variant,
      impressions,
      clicks,
      ctr: impressions === 0 ? 0 : clicks / impressions,
      conversions,
      revenue,
    })),
  );
}
