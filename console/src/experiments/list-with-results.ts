import { type NextStep, nextStepOf } from '#console/experiments/next-step.ts';
import { type Experiment, listExperiments, readResults } from '#console/queries/experiments.ts';
import type { ExperimentResults } from '#schemas/http/experiment-results.ts';
import type { Freshness } from '#schemas/http/freshness.ts';

/** The most that one question answers; the newest ones. */
const mostListed = 100;
/** Of so many results are read, each by a request of its own: those that run or are paused first. */
const mostResults = 20;

export type Listed = Experiment & { results: ExperimentResults | undefined; next: NextStep };

/** Returns the experiments of a tenant, the most urgent first and of equally urgent ones the newest; and how far their results are, undefined where none has any. */
export async function listWithResults(
  tenantId: string,
  signal?: AbortSignal,
): Promise<{ all: Listed[]; freshness: Freshness | undefined }> {
  const { data: experiments } = await listExperiments(tenantId, { limit: mostListed }, signal);
  const started = experiments.filter(({ status }) => status !== 'draft');
  const isOver = ({ status }: Experiment) => Number(status === 'completed');
  const asked = started.toSorted((a, b) => isOver(a) - isOver(b)).slice(0, mostResults);
  const answers = await Promise.all(asked.map(({ id }) => readResults(tenantId, id, signal)));
  const results = new Map(answers.map(({ data }) => [data.experimentId, data]));
  const all = experiments
    .map((experiment) => {
      const known = results.get(experiment.id);
      return { ...experiment, results: known, next: nextStepOf({ status: experiment.status, results: known }) };
    })
    .toSorted((a, b) => a.next.urgency - b.next.urgency || b.createdAt.localeCompare(a.createdAt));
  return { all, freshness: freshnessOfAll(answers.map(({ meta }) => meta.freshness)) };
}

/** All are figures of one projection; only what a currency has left behind is of each. */
function freshnessOfAll(told: readonly Freshness[]): Freshness | undefined {
  const [one] = told;
  return one && { ...one, hasFormerCurrency: told.some(({ hasFormerCurrency }) => hasFormerCurrency) };
}
