import type { RunningExperiment } from './experiment.ts';
import type { Holdout } from './holdout.ts';

/** What a process knows of experiments and holdouts without asking Postgres: at most 1 s old while Postgres is up. */
export type ExperimentDirectory = {
  /** The experiment that runs on a placement; undefined if none does. */
  runningOn(tenantId: string, placementId: string): RunningExperiment | undefined;
  /** Undefined if none is on. */
  holdoutOf(tenantId: string): Holdout | undefined;
  /** How many experiments of all tenants run. */
  countRunning(): number;
};
