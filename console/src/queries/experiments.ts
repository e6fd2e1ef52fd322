import type { Static } from 'typebox';
import { type Answer, ask, askForNothing } from '#console/http/ask.ts';
import type {
  AaReplay,
  ExperimentResults,
  ExperimentResultsMeta,
  ResultsByDay,
  ResultsByDayMeta,
  ResultsByDayQuery,
} from '#schemas/http/experiment-results.ts';
import type {
  ExperimentChecklist,
  ExperimentPlan,
  ExperimentsQuery,
  experimentContracts,
  PlanBody,
  PlanMeta,
} from '#schemas/http/experiments.ts';
import type { PageMeta } from '#schemas/http/paging.ts';

type Contracts = ReturnType<typeof experimentContracts>;
export type Experiment = Static<Contracts['ExperimentView']>;
export type NewExperiment = Static<Contracts['CreateExperimentBody']>;
export type Plan = Static<typeof ExperimentPlan>;
export type Checklist = Static<typeof ExperimentChecklist>;
export type Step = 'start' | 'pause' | 'complete';

const of = (tenantId: string) => `/api/v1/tenants/${tenantId}/experiments`;

export const listExperiments = (
  tenantId: string,
  query: Static<typeof ExperimentsQuery>,
  signal?: AbortSignal,
): Promise<Answer<Experiment[], Static<typeof PageMeta>>> => ask('GET', of(tenantId), { query, signal });

export const readExperiment = (tenantId: string, expId: string, signal?: AbortSignal): Promise<Answer<Experiment>> =>
  ask('GET', `${of(tenantId)}/${expId}`, { signal });

export const createExperiment = (tenantId: string, body: NewExperiment): Promise<Answer<Experiment>> =>
  ask('POST', of(tenantId), { body });

export const deleteDraft = (tenantId: string, expId: string): Promise<void> =>
  askForNothing('DELETE', `${of(tenantId)}/${expId}`);

export const takeStep = (tenantId: string, expId: string, step: Step): Promise<Answer<Experiment>> =>
  ask('POST', `${of(tenantId)}/${expId}/${step}`);

export const readResults = (
  tenantId: string,
  expId: string,
  signal?: AbortSignal,
): Promise<Answer<ExperimentResults, Static<typeof ExperimentResultsMeta>>> =>
  ask('GET', `${of(tenantId)}/${expId}/results`, { signal });

export const readResultsByDay = (
  tenantId: string,
  expId: string,
  query: ResultsByDayQuery,
  signal?: AbortSignal,
): Promise<Answer<ResultsByDay, Static<typeof ResultsByDayMeta>>> =>
  ask('GET', `${of(tenantId)}/${expId}/results/days`, { query, signal });

export const readChecklist = (tenantId: string, expId: string, signal?: AbortSignal): Promise<Answer<Checklist>> =>
  ask('GET', `${of(tenantId)}/${expId}/checklist`, { signal });

/** Users and days that a lift needs, from the tenant's own traffic. */
export const planExperiment = (
  tenantId: string,
  body: Static<typeof PlanBody>,
  signal?: AbortSignal,
): Promise<Answer<Plan, Static<typeof PlanMeta>>> => ask('POST', `${of(tenantId)}/plan`, { body, signal });

/** Splits its users at random a thousand times, which takes seconds. */
export const replayAa = (tenantId: string, expId: string): Promise<Answer<AaReplay>> =>
  ask('POST', `${of(tenantId)}/${expId}/aa`);
