import { type NextStep, nextStepOf } from '#console/experiments/next-step.ts';
import { type Experiment, listExperiments, readResults } from '#console/queries/experiments.ts';
import type { ExperimentResults } from '#schemas/http/experiment-results.ts';

/** The most that one question answers; the newest ones. */
const mostListed = 100;
/** Of so many results are read, each by a request of its own: those that run or are paused first. */
const mostResults = 20;

export type Listed = Experiment & { results: ExperimentResults | undefined; next: NextStep };

/** Returns the experiments of a tenant, the most urgent first and of equally urgent ones the newest. */
export async function listWithResults(tenantId: string, signal?: AbortSignal): Promise<Listed[]> {
  const { data: all } = await listExperiments(tenantId, { limit: mostListed }, signal);
  const started = all.filter(({ status }) => status !== 'draft');
  const isOver = ({ status }: Experiment) => Number(status === 'completed');
  const asked = started.toSorted((a, b) => isOver(a) - isOver(b)).slice(0, mostResults);
  const answers = await Promise.all(asked.map(({ id }) => readResults(tenantId, id, signal)));
  const results = new Map(answers.map(({ data }) => [data.experimentId, data]));
  const listed = all.map((experiment) => {
    const known = results.get(experiment.id);
    return { ...experiment, results: known, next: nextStepOf({ status: experiment.status, results: known }) };
  });
  return listed.toSorted((a, b) => a.next.urgency - b.next.urgency || b.createdAt.localeCompare(a.createdAt));
}
