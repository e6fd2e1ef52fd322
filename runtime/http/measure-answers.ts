import type { Metrics } from '../metrics.ts';

/** Counts the answers of one route, labelled by its pattern: with the path as the label each id would make a series of its own. */
export function createAnswerMeter(metrics: Metrics, method: string, path: string) {
  const duration = metrics.httpDurationMs.labels({ method, path });
  const byStatus = new Map<number, { inc(): void }>();
  return (status: number, elapsedMs: number): void => {
    let counter = byStatus.get(status);
    if (counter === undefined) {
      counter = metrics.httpRequests.labels({ method, path, status: String(status) });
      byStatus.set(status, counter);
    }
    counter.inc();
    duration.observe(elapsedMs);
    metrics.countAnswer(status, Date.now());
  };
}
