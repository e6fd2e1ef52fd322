import type { BaselineName } from '#domain/evaluation/baselines/index.ts';
import type { Gate } from '#domain/evaluation/gate.ts';
import type { Seen } from '#domain/evaluation/strategy-contender.ts';
import type { Space } from '#domain/scope.ts';
import type { EventType } from '#schemas/events/index.ts';
import type { ImportFormat } from '../import/read-input.ts';
import type { BadLinePolicy } from './bad-lines.ts';

/** Where the data of an evaluation comes from. */
export type Source =
  | { kind: 'files'; files: readonly string[]; format: ImportFormat }
  | { kind: 'topic'; tenant: string; space: Space; placement: string }
  | { kind: 'questions'; train: string; questions: string; as: EventType }
  | { kind: 'users'; train: string; heldOut: string; as: EventType };

/** Where the time is split: at a time, or behind a share of the events. */
export type Until = { timeMs: number } | { share: number };

/** What is to be evaluated, and how; every field was checked. */
export type EvaluationOptions = {
  source: Source;
  /** A file of products; null: as the source has them. */
  catalog: string | null;
  until: Until;
  delayMs: number;
  /** Names of strategies, the one that gates mean first. */
  strategies: readonly string[];
  /** Which of the baselines are asked beside them. */
  baselines: readonly BaselineName[];
  /** Settings that differ from what a new tenant has, by strategy. */
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  isServed: boolean;
  /** The served question names the product that was touched last. */
  asksWithPage: boolean;
  compare: readonly [string, string] | null;
  k: number;
  /** Null: as the source and the strategies have it. */
  seen: Seen | null;
  lists: string | null;
  gates: readonly Gate[];
  learnsRows: boolean;
  seed: number;
  resamples: number;
  badLines: BadLinePolicy;
  memoryMib: number;
  writeQuestions: string | null;
};
