import { setTimeout as delay } from 'node:timers/promises';
import { oneOrMany, several } from '#domain/several.ts';
import type { AppendQueue } from '#log/append-queue.ts';
import type { EventLog } from '#log/event-log.ts';
import type { TailLag } from '#query-api/live-models/open-live-catalog.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { Readiness } from '#schemas/http/health.ts';
import type { Database } from '#stores/postgres/database.ts';
import { isAnswering } from '#stores/postgres/is-answering.ts';
import { readProjectionStates } from '#stores/projections/read-states.ts';
import type { CircuitState } from '#stores/redis/circuit.ts';
import type { Message } from './child.ts';

/** Keeps what /ready says: each part's state, and how far each consumer is behind. */
export type ReadinessKeeper = {
  /** Returns a report that is at most a second old; with `isNow` a new one. However many requests come at once, the log is asked once. */
  report(how?: { isNow?: boolean }): Promise<Readiness>;
  hear(message: Message): void;
  close(): Promise<void>;
};

const checkEveryMs = 1_000;
/** For how long a report answers further requests. */
const reportMs = 1_000;
const answerWithinMs = 800;
/** Longer than an election of a broker's leader usually takes. */
const logAnswersWithinMs = 2_000;
/** If the last report of the processors is older than this, they count as missing; if nothing was heard of the parent for so long, it does. */
const silentAfterMs = 3_000;

type Positions = Extract<Message, { kind: 'positions' }>;

export function createReadiness({
  database,
  log,
  refusal,
  tails,
  unreadByModels,
  hasProcessors,
  parentPid,
  needed,
  droppedExposures,
  snapshotAgeSeconds,
  metrics,
  redisState,
  now = () => performance.now(),
}: {
  database: Database;
  log: EventLog;
  /** Why the log takes no appends, as far as the last ones tell; null in a process that appends nothing. */
  refusal: AppendQueue['refusal'] | null;
  /** Returns the lags of the serving models, or of the catalog alone in a process without models. */
  tails: (describe: EventLog['describe']) => Promise<TailLag[]>;
  /** How many events the models have still to read since they were opened; null in a process without models. */
  unreadByModels: (() => number) | null;
  /** True if processors run beside this process and report their positions to it. Processors elsewhere have a /ready of their own. */
  hasProcessors: boolean;
  /** The process that passes on to this one what processors report, and says each second that it does; null if nobody need pass it on. */
  parentPid: number | null;
  /** The part without which this process is of no use: while it is down, /ready answers 503 and callers go to other instances. */
  needed: 'log' | 'models';
  /** Answers that were not recorded; null in a process that answers no questions. */
  droppedExposures: (() => { count: number; isRecent: boolean }) | null;
  snapshotAgeSeconds: () => number | null;
  metrics: Metrics;
  redisState: () => Promise<CircuitState | null>;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}): ReadinessKeeper {
  let isDatabaseUp = false;
  const heard = new Map<number, { report: Positions; atMs: number }>();
  let heardOfParentAtMs = now();

  /** The parent's process id if it has fallen silent. */
  const silentParent = () => (parentPid !== null && now() - heardOfParentAtMs > silentAfterMs ? parentPid : null);

  let stale: readonly string[] = [];
  const check = async () => {
    isDatabaseUp = await isAnswering(database, answerWithinMs);
    if (isDatabaseUp) stale = await staleProjections(database).catch(() => stale);
  };
  const first = check();
  const checking = keepDoing(check, { everyMs: checkEveryMs, onError: () => {} });

  const lags = async (positions: readonly Place[]) => {
    const describe = oncePerTopic(log.describe);
    const lag: Record<string, number> = {};
    for (const { topic, partition, lag: behind } of await tails(describe)) lag[`models/${topic}/${partition}`] = behind;
    // Compared with the log's end as it is now: records appended since the processors' last report count as lag.
    for (const { group, topic, partition, next } of positions) {
      const high = (await describe(topic)).partitions.find((one) => one.partition === partition)?.high ?? 0n;
      const behind = Math.max(0, Number(high - next));
      lag[`${group}/${partition}`] = behind;
      metrics.consumerLag.labels({ group, topic, partition: String(partition) }).set(behind);
    }
    return lag;
  };

  const look = async (): Promise<Readiness> => {
    await first;
    const positions = latestPositions(heard, now());
    const late = new AbortController();
    const lag = await Promise.race([
      lags(positions),
      delay(logAnswersWithinMs, 'The log does not answer', { signal: late.signal }),
    ]).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    late.abort();
    const parts: Readiness['parts'] = {
      log: logPart(typeof lag === 'string' ? lag : (refusal?.()?.message ?? null)),
      ...modelsPart(unreadByModels?.() ?? null),
      ...exposuresPart(droppedExposures?.() ?? null),
      postgres: isDatabaseUp
        ? { state: 'up' }
        : {
            state: 'down',
            detail: 'Postgres does not answer: events are accepted, answers given, nothing is loaded',
          },
      ...projectionsPart(stale),
      ...(hasProcessors ? { processors: processorState(positions, silentParent()) } : {}),
      ...redisPart(await redisState()),
    };
    const isUnready = parts[needed]?.state !== 'up';
    const isDegraded = Object.values(parts).some(({ state }) => state !== 'up');
    return {
      status: isUnready ? 'unready' : isDegraded ? 'degraded' : 'ready',
      parts,
      lag: typeof lag === 'string' ? {} : lag,
    };
  };
  let last: { told: Promise<Readiness>; untilMs: number } | null = null;

  return {
    report({ isNow = false } = {}) {
      if (!isNow && last !== null && now() < last.untilMs) return last.told;
      const told = look();
      // Requests that come while the report is made share it; after that it is used for a second.
      const kept = { told, untilMs: Number.POSITIVE_INFINITY };
      last = kept;
      const end = () => {
        kept.untilMs = now() + reportMs;
      };
      told.then(end, end);
      return told;
    },
    hear(message) {
      heardOfParentAtMs = now();
      if (message.kind === 'positions') {
        heard.set(message.from, { report: message, atMs: now() });
      } else if (message.kind === 'metrics') {
        for (const { records, ms } of message.batches) {
          metrics.loaderBatchRecords.observe(records);
          metrics.loaderBatchMs.observe(ms);
        }
        metrics.countPauses('processors', message.pauses);
        for (const group of message.fenced) metrics.fencedWrites.labels({ group }).inc();
        for (const reason of message.deadLetters) metrics.deadLetters.labels({ reason }).inc();
        metrics.snapshotAgeSeconds.set(snapshotAgeSeconds() ?? 0);
      }
    },
    close: checking.close,
  };
}

/** Asks the log once for each topic, however often it is asked. */
function oncePerTopic(describe: EventLog['describe']): EventLog['describe'] {
  const described = new Map<string, ReturnType<EventLog['describe']>>();
  return (topic) => {
    const known = described.get(topic) ?? describe(topic);
    described.set(topic, known);
    return known;
  };
}

type Place = { group: string; topic: string; partition: number; next: bigint; wrong: string | null };

/** If several processes report on a partition, the one with the highest position owns it. Reports that are too old are ignored. */
function latestPositions(heard: Map<number, { report: Positions; atMs: number }>, nowMs: number): Place[] {
  const places = new Map<string, Place>();
  for (const [from, { report, atMs }] of heard) {
    if (nowMs - atMs > silentAfterMs) {
      heard.delete(from);
      continue;
    }
    for (const { group, topic, partition, next, state, reason } of report.positions) {
      const known = places.get(`${group}/${partition}`);
      if (known !== undefined && known.next > BigInt(next)) continue;
      places.set(`${group}/${partition}`, {
        group,
        topic,
        partition,
        next: BigInt(next),
        wrong: wrongOf(group, state, reason),
      });
    }
  }
  return [...places.values()];
}

const parentIsSilent = (pid: number): string =>
  `The parent process ${pid}, which passes on where the processors stand and starts again what dies, does not answer`;

function wrongOf(group: string, state: string, reason: string | null): string | null {
  if (state === 'stopped') return reason ?? 'stopped';
  return state === 'failing' ? `${group} cannot store what it has read, and tries again: ${reason}.` : null;
}

function processorState(positions: readonly Place[], silentParent: number | null): Readiness['parts'][string] {
  if (positions.length === 0)
    return silentParent === null
      ? { state: 'down', detail: 'the processors do not answer' }
      : { state: 'degraded', detail: `${parentIsSilent(silentParent)}: it is not known whether the processors work` };
  // Partitions that fail alike are told once.
  const wrong = new Set(positions.flatMap((place) => (place.wrong === null ? [] : [place.wrong])));
  return wrong.size > 0 ? { state: 'down', detail: [...wrong].join(' ') } : { state: 'up' };
}

/** A sentence for each projection that follows no new events. */
const staleProjections = async (database: Database): Promise<string[]> =>
  (await readProjectionStates(database))
    .filter(({ state }) => state === 'stale')
    .map(({ name, staleReason }) => `${name} is stale (${staleReason}): recomengine rebuild ${name}`);

const projectionsPart = (stale: readonly string[]): Readiness['parts'] => ({
  projections: stale.length === 0 ? { state: 'up' } : { state: 'degraded', detail: stale.join('. ') },
});

const logPart = (wrong: string | null): Readiness['parts'][string] =>
  wrong === null ? { state: 'up' } : { state: 'down', detail: wrong };

/** Returns no part if the process has no models. */
function modelsPart(unread: number | null): Readiness['parts'] {
  if (unread === null) return {};
  if (unread === 0) return { models: { state: 'up' } };
  const detail = `${several(unread, 'event')} of the log ${oneOrMany(unread, 'is', 'are')} not in the models yet: answers know less than they will`;
  return { models: { state: 'degraded', detail } };
}

/** Returns no part if the process answers no questions. */
function exposuresPart(dropped: { count: number; isRecent: boolean } | null): Readiness['parts'] {
  if (dropped === null) return {};
  if (!dropped.isRecent) return { exposures: { state: 'up' } };
  const detail = `${several(dropped.count, 'answer')} to shoppers ${oneOrMany(dropped.count, 'was', 'were')} not recorded since the start, ${oneOrMany(dropped.count, 'and that', 'some')} in the last minute: the log takes too little`;
  return { exposures: { state: 'degraded', detail } };
}

/** Returns no part if no Redis is configured. Its state never makes the process unready. */
function redisPart(state: CircuitState | null): Readiness['parts'] {
  if (state === null) return {};
  if (state === 'closed') return { redis: { state: 'up' } };
  const detail = 'Redis does not answer: each instance counts, remembers and answers by itself';
  return { redis: { state: 'down', detail } };
}
