import type { experimentPresets, experimentStatuses } from '#schemas/http/experiments.ts';
import type { StrategyName } from '../strategies/index.ts';
import type { MetricName } from './statistics/metric.ts';

export type ExperimentStatus = (typeof experimentStatuses)[number];

export const variants = ['control', 'variant'] as const;
export type Variant = (typeof variants)[number];

/** How a verdict is reached: see `give-verdict.ts`. */
export type Preset = (typeof experimentPresets)[number];

/** A metric that must not fall by more than `margin`, a share of the control's value (0.02: 2 %). */
export type Guardrail = { metric: MetricName; margin: number };

export type Experiment = {
  experimentId: string;
  name: string;
  placementId: string;
  controlStrategy: StrategyName;
  variantStrategy: StrategyName;
  /** Percent of the users who are in the control: 1 to 99. */
  trafficSplit: number;
  /** What decides. */
  metric: MetricName;
  preset: Preset;
  guardrails: readonly Guardrail[];
  /** Half the width of the lift's interval at which the experiment has said what it can: 0.05 is ± 5 %. */
  targetPrecision: number;
  /** How long it was planned to run; null if nobody planned. */
  plannedDays: number | null;
  /** How many users of both arms the plan counted on; null if nobody planned. */
  plannedUsers: number | null;
  status: ExperimentStatus;
  startedAtMs: number | null;
  completedAtMs: number | null;
};

/** What is decided about an experiment; the rest is what became of it. */
export type ExperimentSettings = Omit<Experiment, 'experimentId' | 'status' | 'startedAtMs' | 'completedAtMs'>;

/** An experiment as far as answers go by it. */
export type RunningExperiment = Pick<
  Experiment,
  'experimentId' | 'placementId' | 'controlStrategy' | 'variantStrategy' | 'trafficSplit'
> & { tenantId: string };

const stepsFrom: Readonly<Record<ExperimentStatus, readonly ExperimentStatus[]>> = {
  draft: ['running'],
  running: ['paused', 'completed'],
  paused: ['running', 'completed'],
  completed: [],
};

/** Whether an experiment may go from one status to another (FR-017). */
export const isStepAllowed = (from: ExperimentStatus, to: ExperimentStatus): boolean => stepsFrom[from].includes(to);

/** Says why a step that is not allowed is refused, and what to do in its place. */
export function refusalOf(from: ExperimentStatus, to: ExperimentStatus): string {
  if (from === to) return `The experiment is ${from} already: ${insteadOfRepeat[from]}.`;
  const who = from === 'draft' ? 'A draft' : `A ${from} experiment`;
  const refused = from === 'completed' && to === 'running' ? 'started again' : participles[to];
  return `${who} cannot be ${refused}: ${from === 'draft' ? 'start it first' : 'create a copy'}.`;
}

const insteadOfRepeat: Readonly<Record<ExperimentStatus, string>> = {
  draft: 'start it',
  running: 'pause or complete it',
  paused: 'start or complete it',
  completed: 'create a copy',
};

const participles: Readonly<Record<ExperimentStatus, string>> = {
  draft: 'made a draft again',
  running: 'started',
  paused: 'paused',
  completed: 'completed',
};

/**
 * What a started experiment keeps: changing it would mix users of two experiments, or move what they are judged by after the first
 * look. `plannedUsers` is among them since the confidence sequence is made for it.
 */
const settled = [
  'placementId',
  'controlStrategy',
  'variantStrategy',
  'trafficSplit',
  'metric',
  'plannedUsers',
] as const satisfies readonly (keyof ExperimentSettings)[];

/** The settings of a change that a started experiment does not take; naming one as it is changes nothing. */
export const settledBy = (experiment: Experiment, change: Partial<ExperimentSettings>): string[] =>
  experiment.status === 'draft'
    ? []
    : settled.filter((name) => change[name] !== undefined && change[name] !== experiment[name]);
