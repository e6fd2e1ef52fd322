import type pg from 'pg';
import { checkInteraction } from '#domain/experiments/check-interaction.ts';
import { type JudgedExperiment, judgeExperiment } from '#domain/experiments/judge-experiment.ts';
import { type ExperimentRecord, readExperiment } from '../experiments/read-experiments.ts';
import { readInteractions } from './interactions.ts';
import { readResults, type StoredResults } from './read-results.ts';

export type JudgedResults = { experiment: ExperimentRecord; stored: StoredResults; judged: JudgedExperiment };

/** Reads what is stored of an experiment of a tenant in one scope, and judges it; undefined where there is no such experiment. */
export async function judgeStored(
  client: pg.PoolClient,
  tenantId: string,
  scope: number,
  experimentId: string,
  now: Date,
): Promise<JudgedResults | undefined> {
  const experiment = await readExperiment(client, tenantId, experimentId);
  if (experiment === undefined) return undefined;
  const stored = await readResults(client, scope, experimentId, now);
  const judged = judgeExperiment(experiment, stored.arms, stored);
  const others = await readInteractions(client, scope, experimentId);
  const interactions = others.map(({ otherName, cells }) => checkInteraction(experiment.metric, otherName, cells));
  return { experiment, stored, judged: { ...judged, checks: [...judged.checks, ...interactions] } };
}
