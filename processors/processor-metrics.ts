/** What the processors count. `bin/processors.ts` connects it to the metrics of its process. */
export type ProcessorMetrics = {
  observeBatch(records: number, durationMs: number): void;
  countDeadLetter(reason: string): void;
  /** A batch was refused, since another process owns the partition by now. */
  countFenced(group: string): void;
};
