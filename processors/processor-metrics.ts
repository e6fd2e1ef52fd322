/** What the processors count; the composition root ties it to the metrics of its process. */
export type ProcessorMetrics = {
  observeBatch(records: number, durationMs: number): void;
  countDeadLetter(reason: string): void;
  /** A write that another owner's claim has refused. */
  countFenced(group: string): void;
};
