import type { Recommendation } from './recommendations.ts';
import type { ExportFormat, ExportTable, Rebuildable } from './replay-settings.ts';

/** A figure with the interval in which it would lie for 95 of 100 other samples of shoppers. */
type Figure = { value: number; low: number; high: number };

/** `report` of an evaluation. */
export type EvaluationReport = {
  k: number;
  questions: number;
  /** Shoppers or visits: intervals draw these. */
  clusters: number;
  untilMs: number | null;
  events: number;
  figures: readonly {
    name: string;
    questions: number;
    /** Share of the questions without any answer. */
    unanswered: number;
    metrics: Readonly<Partial<Record<string, Figure>>>;
    coverage: number;
    popularity: number | null;
  }[];
  notes: readonly string[];
};

/** What many answers of one way of answering are like. */
type WayFigures = {
  /** Shares of the answers. */
  answered: number;
  fallback: number;
  /** An answer, on average. */
  items: number;
  categories: number;
  /** Different products in all answers, and as a share of the catalog. */
  products: number;
  coverage: number | null;
  /** How often the products had been touched before, on average. */
  popularity: number;
  /** Of the clicks that there were, those on products that these answers have too, and what was bought by them. */
  clicksKept: number;
  revenueKept: string;
};

type CountedProduct = { productId: string; answers: number };

/** What a what-if estimates from answers whose order was drawn by known chances (setting `exploration`). */
export type Counterfactual = {
  /** Answers with a recorded propensity, and clicks an answer as they were shown. */
  answers: number;
  logged: number;
  /** Of the places at which the change differs: the share where exploration may have shown its product, and how many showings of equal weight there were. */
  supported: number;
  effectiveSample: number;
  /** Why nothing is estimated, and what to do; null if it is. */
  refused: string | null;
  /** Clicks an answer by today's settings and by the change, and the difference with its interval; none if refused. */
  estimates: readonly {
    method: 'ips' | 'snips' | 'dr';
    today: number;
    changed: number;
    difference: Figure;
  }[];
};

/** `report` of a what-if. Money is in the tenant's currency. */
export type WhatIfReport = {
  answers: number;
  /** Answers that cannot be answered again, by why. */
  leftOut: { ofHeldOut: number; ofErased: number; ofLaterPages: number };
  /** Share of the products that were shown which today's settings answer again: by how much the past is met. */
  reproduced: number;
  /** Share of the answers that the change makes different. */
  changed: number;
  clicks: number;
  revenue: string;
  /** What the placement asks by today, and what it would ask by. */
  strategies: { today: string; changed: string };
  today: WayFigures;
  changedWay: WayFigures;
  /** Null if no answer has a propensity. */
  counterfactual: Counterfactual | null;
  won: readonly CountedProduct[];
  lost: readonly CountedProduct[];
  notes: readonly string[];
};

/** `report` of a look back: the answer as it would have been given at that time, beside the one that was. */
export type AsOfReport = {
  /** When it was given, or asked for. */
  at: string;
  placementId: string;
  strategy: string;
  isFallback: boolean;
  items: readonly Recommendation[];
  /** The answer that was recorded; null if a question was asked as of a time. */
  shown: { strategy: string; isFallback: boolean; productIds: readonly string[] } | null;
  /** Whether both have the same products in the same order, by the same strategy; null if there is one alone. */
  isSame: boolean | null;
  /** Whether all that was known is known by positions of the log, and not by times. */
  isExact: boolean;
  /** Events and answers that were known, and products. */
  records: number;
  products: number;
  notes: readonly string[];
};

/** How the new version of a table compares with the one before, at the same position. Sums are texts, since they may be larger than a number holds. */
export type TableParity = {
  table: string;
  /** Rows of each version. */
  before: number;
  now: number;
  /** Rows that differ. */
  onlyBefore: number;
  onlyNow: number;
  changed: number;
  /** Rows that only the new version has, older than all of the version before: retention had deleted them there. They do not count as differing. */
  older: number;
  sums: readonly { column: string; before: string; now: string }[];
  /** The first days (UTC) whose sums differ, 20 at most. */
  days: readonly { day: string; column: string; before: string; now: string }[];
  /** The first rows that differ, 10 at most, without the ids of shoppers. */
  samples: readonly {
    key: Readonly<Record<string, string>>;
    before: Readonly<Record<string, string | null>> | null;
    now: Readonly<Record<string, string | null>> | null;
  }[];
};

/** What a rebuild found when it compared the new version with the live one, before the swap. */
export type ParityReport = {
  /** The version that was live. */
  before: number;
  /** equal; within the bound; differences were expected, or confirmed; stopped by them; not_compared, since the live version stood elsewhere. */
  verdict: 'equal' | 'within' | 'expected' | 'confirmed' | 'stopped' | 'not_compared';
  /** What is known to make a difference; null if nothing is. */
  why: string | null;
  /** The largest share of differing rows of a table, and the largest that swaps without being confirmed. */
  differing: number;
  bound: number;
  tables: readonly TableParity[];
};

/** `report` of a rebuild. `isLive` says whether the new version has taken over. */
export type RebuildReport = {
  projection: Rebuildable;
  version: number;
  events: number;
  isLive: boolean;
  parity: ParityReport;
};

/** `report` of an export: its manifest without the files, which stand beside it. */
export type ExportReport = {
  manifestVersion: 1;
  space: 'live' | 'test';
  format: ExportFormat;
  tables: readonly ExportTable[];
  from: string | null;
  to: string | null;
  writtenAt: string;
  /** Behind which records nothing was read: of each log, by partition, the offset of the next one. */
  positions: readonly { log: number; partition: number; next: string }[];
  /** Months whose events are in archives alone, so that they are not in it. */
  missingMonths: readonly string[];
  /** What a reader should know of it; reports of releases before have none. */
  notes?: readonly string[];
};
