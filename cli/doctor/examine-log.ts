import type { EventLog } from '#log/event-log.ts';
import { topics } from '#log/topics.ts';
import { type Finding, fine, problem } from './finding.ts';

const clockToleranceMs = 2_000;

/** Examines every topic of the log, and whether the clock was set back since the last record. */
export async function examineLog(log: EventLog, nowMs: number): Promise<Finding[]> {
  const found: Finding[] = [];
  let lastMs = 0;
  for (const topic of Object.keys(topics)) {
    const { logId, partitions, retentionMs } = await log.describe(topic);
    const kept =
      retentionMs === undefined
        ? ''
        : `; kept ${retentionMs === null ? 'for ever' : `for ${retentionMs / 3_600_000} h`}`;
    const places = partitions.map(({ partition, low, high }) => `${partition}: ${low} to ${high}`).join(', ');
    found.push(fine(`log ${topic}`, `id ${logId}${kept}; ${places}`));
    for (const { partition, low, high } of partitions) {
      if (high === low) continue;
      const { records } = await log.read(topic, partition, high - 1n, { maxRecords: 1 });
      lastMs = Math.max(lastMs, records[0]?.timestampMs ?? 0);
    }
  }
  return [...found, judgeClock('clock and log', lastMs - nowMs, 'the last record of the log')];
}

/** `aheadMs`: how far a time that has passed already is ahead of our clock. */
export function judgeClock(check: string, aheadMs: number, of: string): Finding {
  if (aheadMs <= clockToleranceMs) return fine(check, `not behind ${of}`);
  return problem(
    check,
    `${(aheadMs / 1000).toFixed(1)} s behind ${of}`,
    'Let the clock be kept by NTP: lateness, trends and token lifetimes follow it.',
  );
}
