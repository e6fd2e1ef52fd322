import { type Appended, type EventLog, LogError, type NewRecord } from './event-log.ts';

/** The most appends of a topic that the log works on at once. Records that come in meanwhile are gathered for the next append. */
const maxInFlight = 2;
/** The most records of one append, so that its write stays short; a single larger request is appended as it is. */
const maxRecords = 2_000;
/** How often the queue looks within a deadline for overdue appends. */
const looksWithinDeadline = 10;
/** For how long a refusal tells of the log: where a proxy sends nobody to a process that says so, no append would ever find out that there is room again. */
const refusalToldMs = 10_000;

export type AppendQueueLimits = {
  /** Bytes of keys and values that may wait, those the log has taken and not yet settled included. */
  maxBytes: number;
  /** An append that is not durable by then is given up. */
  deadlineMs: number;
};

/** The queue in which the requests of a process wait for the log. A process has one queue, so that the limit holds for the whole process. */
export type AppendQueue = {
  /**
   * As `EventLog.append`, and in the order of the calls. Rejects also with `LogError('queue_full')`: then no record was or will be
   * appended; and with `LogError('timed_out')`: then the records may have been appended, or may still be.
   */
  append(topic: string, records: readonly NewRecord[]): Promise<readonly Appended[]>;
  /** The bytes that wait now, as `maxBytes` counts them. */
  readonly bytes: number;
  /** For how long the oldest append has waited; 0 if nothing waits. */
  ageMs(): number;
  /** Why the log takes no appends: what it said to the last one that was settled, if that was in the last ten seconds and a refusal; null if it takes them. */
  refusal(): LogError | null;
};

type Entry = {
  records: readonly NewRecord[];
  bytes: number;
  since: number;
  resolve: (appended: readonly Appended[]) => void;
  reject: (error: unknown) => void;
};
type Lane = { topic: string; waiting: Entry[]; inFlight: Set<readonly Entry[]>; isScheduled: boolean };

/**
 * Makes the requests of one turn of the event loop, and those that come while earlier ones are written, one append. A call of
 * the log for each would wake its thread for every event. Measured on one core by bench/ingest.ts, three runs each in turn: single
 * events 10,600 to 10,900 a second against 4,400 to 5,300, batches of 100 90,000 to 100,000 events against 74,000 to 84,000;
 * streams, whose appends are large already, the same within the noise.
 */
export function createAppendQueue(
  log: Pick<EventLog, 'append'>,
  { maxBytes, deadlineMs }: AppendQueueLimits,
  now: () => number = () => performance.now(),
): AppendQueue {
  const lanes = new Map<string, Lane>();
  let refused: { error: LogError; untilMs: number } | null = null;
  let bytes = 0;
  let looking: NodeJS.Timeout | undefined;

  function laneOf(topic: string): Lane {
    const known = lanes.get(topic);
    if (known !== undefined) return known;
    const lane: Lane = { topic, waiting: [], inFlight: new Set(), isScheduled: false };
    lanes.set(topic, lane);
    return lane;
  }

  function flush(lane: Lane): void {
    lane.isScheduled = false;
    while (lane.waiting.length > 0 && lane.inFlight.size < maxInFlight) void write(lane, takeGroup(lane));
  }

  async function write(lane: Lane, group: readonly Entry[]): Promise<void> {
    lane.inFlight.add(group);
    try {
      const appended = await log.append(
        lane.topic,
        group.flatMap(({ records }) => records),
      );
      refused = null;
      let from = 0;
      for (const { records, resolve } of group) {
        resolve(appended.slice(from, from + records.length));
        from += records.length;
      }
    } catch (error) {
      if (error instanceof LogError && error.code !== 'record_too_large') refuse(error);
      for (const { reject } of group) reject(error);
    } finally {
      lane.inFlight.delete(group);
      release(group);
      flush(lane);
    }
  }

  function refuse(error: LogError): LogError {
    refused = { error, untilMs: now() + refusalToldMs };
    return error;
  }

  function release(entries: readonly Entry[]): void {
    for (const entry of entries) bytes -= entry.bytes;
    if (bytes > 0) return;
    clearTimeout(looking);
    looking = undefined;
  }

  function look(): void {
    looking = setTimeout(look, deadlineMs / looksWithinDeadline);
    giveUpOverdue();
  }

  /** Overdue appends that the log has not taken leave the queue; those that it has taken keep their bytes until the log settles them. */
  function giveUpOverdue(): void {
    const dueSince = now() - deadlineMs;
    const error = new LogError('timed_out', `the log has not made it durable within ${deadlineMs} ms`);
    for (const lane of lanes.values()) {
      const overdue = lane.waiting.filter(({ since }) => since <= dueSince);
      lane.waiting = lane.waiting.slice(overdue.length);
      const given = [...overdue, ...[...lane.inFlight].flat().filter(({ since }) => since <= dueSince)];
      for (const { reject } of given) reject(error);
      if (given.length > 0) refuse(error);
      release(overdue);
    }
  }

  return {
    append(topic, records) {
      if (records.length === 0) return Promise.resolve([]);
      const lane = laneOf(topic);
      const since = now();
      if (isStalled(lane, since - deadlineMs))
        return Promise.reject(
          refuse(new LogError('timed_out', `the log has not settled an append within ${deadlineMs} ms`)),
        );
      const size = bytesOf(records);
      // A request that finds the queue empty is taken whatever its size, since it would be refused each time.
      if (bytes > 0 && bytes + size > maxBytes)
        return Promise.reject(new LogError('queue_full', `${bytes} bytes wait for the log already`));
      bytes += size;
      looking ??= setTimeout(look, deadlineMs / looksWithinDeadline);
      return new Promise((resolve, reject) => {
        lane.waiting.push({ records, bytes: size, since, resolve, reject });
        if (lane.isScheduled || lane.inFlight.size >= maxInFlight) return;
        lane.isScheduled = true;
        setImmediate(flush, lane);
      });
    },
    get bytes() {
      return bytes;
    },
    ageMs() {
      const oldest = [...lanes.values()].flatMap(({ inFlight, waiting }) =>
        [...inFlight, waiting].map(([first]) => first),
      );
      const nowMs = now();
      return oldest.reduce((age, entry) => Math.max(age, nowMs - (entry?.since ?? nowMs)), 0);
    },
    refusal: () => (refused !== null && now() < refused.untilMs ? refused.error : null),
  };
}

function takeGroup(lane: Lane): readonly Entry[] {
  const { waiting } = lane;
  let records = 0;
  let count = 0;
  while (count < waiting.length && (count === 0 || records + waiting[count]!.records.length <= maxRecords)) {
    records += waiting[count]!.records.length;
    count += 1;
  }
  lane.waiting = waiting.slice(count);
  return waiting.slice(0, count);
}

/** Whether every append that the log works on was given up: a new append would wait in vain. */
function isStalled({ inFlight }: Lane, dueSince: number): boolean {
  if (inFlight.size < maxInFlight) return false;
  for (const group of inFlight) if (group.at(-1)!.since > dueSince) return false;
  return true;
}

function bytesOf(records: readonly NewRecord[]): number {
  let bytes = 0;
  for (const { key, value } of records) bytes += key.length + (value?.length ?? 0);
  return bytes;
}
