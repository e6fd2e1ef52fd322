/** What the processors count; the composition root ties it to the metrics of its process. */
export type ProcessorMetrics = {
  observeBatch(records: number, durationMs: number): void;
  countDeadLetter(reason: string): void;
  /** A batch whose write was refused, since another owns the partition by now. */
  countFenced(group: string): void;
};
