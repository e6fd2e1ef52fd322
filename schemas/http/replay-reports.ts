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
  today: WayFigures;
  changedWay: WayFigures;
  won: readonly CountedProduct[];
  lost: readonly CountedProduct[];
  notes: readonly string[];
};

/** `report` of a rebuild. */
export type RebuildReport = { projection: Rebuildable; version: number; events: number };

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
};
