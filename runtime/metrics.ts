import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client';
import { createErrorRate } from './error-rate.ts';
import type { WatchedQueue } from './queue.ts';
import type { Pauses } from './watch-pauses.ts';

const requestBucketsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000];
const batchBucketsMs = [5, 10, 20, 50, 100, 200, 500, 1_000, 5_000];
const appendBucketsMs = [0.5, 1, 2, 5, 10, 20, 50, 100, 500];
const pauseBucketsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** `event_loop_delay_ms` says it: the client's own samples would wake an idle process another fifty times a second. */
const unusedSamplingMs = 3_600_000;
const eventLoopLags = ['', 'min_', 'max_', 'mean_', 'stddev_', 'p50_', 'p90_', 'p99_'].map(
  (of) => `nodejs_eventloop_lag_${of}seconds`,
);

/** Every metric of the product; a process has one registry. Names are those of the specification (api.md). */
export type Metrics = ReturnType<typeof createMetrics>;

type WatchedAppends = { readonly bytes: number; ageMs(): number; refusal(): unknown };

type WatchedRequests = Readonly<Record<string, { readonly count: number; waitMs(nowMs: number): number }>>;
/** Where nothing is done at all, one more would wait for ever. */
const mostWaitMs = 60_000;

/** Call it once a process: the default metrics watch the event loop every 20 ms and each collection, for as long as the process lives. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({
    register: registry,
    eventLoopMonitoringPrecision: unusedSamplingMs,
    eventLoopUtilizationTimeout: 1_000,
  });
  for (const name of eventLoopLags) registry.removeSingleMetric(name);
  const errors = createErrorRate();
  const hits = { hits: 0, questions: 0 };

  new Gauge({
    name: 'error_rate',
    help: '5xx over all answers of the last 5 minutes',
    registers,
    collect() {
      this.set(errors.rate(Date.now()));
    },
  });
  new Gauge({
    name: 'recommendation_cache_hit_ratio',
    help: 'Answers from the cache over all answers, since the start',
    registers,
    collect() {
      this.set(hits.questions === 0 ? 0 : hits.hits / hits.questions);
    },
  });
  const eventLoopDelayMs = new Histogram({
    name: 'event_loop_delay_ms',
    help: 'The longest delay of the event loop in each second',
    labelNames: ['part'],
    buckets: pauseBucketsMs,
    registers,
  });
  const gcPauseMs = new Histogram({
    name: 'gc_pause_ms',
    help: 'Pauses of the collector',
    labelNames: ['part', 'kind'],
    buckets: pauseBucketsMs,
    registers,
  });
  /** Undefined in a process that appends nothing. */
  let watched: WatchedAppends | undefined;
  new Gauge({
    name: 'log_append_queue_bytes',
    help: 'Keys and values of appends that wait for the log',
    registers,
    collect() {
      this.set(watched?.bytes ?? 0);
    },
  });
  new Gauge({
    name: 'log_append_queue_age_seconds',
    help: 'For how long the oldest append waits for the log',
    registers,
    collect() {
      this.set((watched?.ageMs() ?? 0) / 1_000);
    },
  });
  new Gauge({
    name: 'log_appends_refused',
    help: '1 while the log takes no appends, as /ready says it; else 0',
    registers,
    collect() {
      this.set(watched === undefined || watched.refusal() === null ? 0 : 1);
    },
  });
  const queues = new Map<string, WatchedQueue>();
  new Gauge({
    name: 'queue_size',
    help: 'What waits: for a connection to Postgres, for Redis, to be recorded, to be hashed, to be sent',
    labelNames: ['queue'],
    registers,
    collect() {
      for (const [queue, { size }] of queues) this.labels({ queue }).set(size());
    },
  });
  new Gauge({
    name: 'queue_age_seconds',
    help: 'For how long the oldest in it waits',
    labelNames: ['queue'],
    registers,
    collect() {
      for (const [queue, { ageMs }] of queues) this.labels({ queue }).set(ageMs() / 1_000);
    },
  });
  let overload: WatchedRequests | undefined;
  new Gauge({
    name: 'requests_under_way',
    help: 'Events, batches and questions that were taken and are not answered yet',
    labelNames: ['load'],
    registers,
    collect() {
      for (const [load, { count }] of Object.entries(overload ?? {})) this.labels({ load }).set(count);
    },
  });
  new Gauge({
    name: 'requests_under_way_wait_seconds',
    help: 'How long one more of them would take; 0 while they are few',
    labelNames: ['load'],
    registers,
    collect() {
      for (const [load, { waitMs }] of Object.entries(overload ?? {}))
        this.labels({ load }).set(Math.min(mostWaitMs, waitMs(performance.now())) / 1_000);
    },
  });
  /** A process that answers no recommendations has none. */
  let experiments: { countRunning(): number } | undefined;
  new Gauge({
    name: 'active_experiments',
    help: 'Experiments of all tenants that run',
    registers,
    collect() {
      this.set(experiments?.countRunning() ?? 0);
    },
  });
  return {
    registry,
    httpRequests: new Counter({
      name: 'http_requests_total',
      help: 'HTTP answers',
      labelNames: ['method', 'path', 'status'],
      registers,
    }),
    httpDurationMs: new Histogram({
      name: 'http_request_duration_ms',
      help: 'Time to answer',
      labelNames: ['method', 'path'],
      buckets: requestBucketsMs,
      registers,
    }),
    requestsRefused: new Counter({
      name: 'requests_refused_total',
      help: 'Requests that were answered 503 since more was sent than can be done in time',
      labelNames: ['load'],
      registers,
    }),
    eventsAccepted: new Counter({ name: 'event_ingestion_throughput', help: 'Events accepted', registers }),
    eventStreams: new Gauge({ name: 'event_streams_open', help: 'Streams of events that are worked on', registers }),
    eventStreamLines: new Counter({
      name: 'event_stream_lines_total',
      help: 'Lines of streams that were worked on, whatever became of them',
      registers,
    }),
    recommendationLatencyMs: new Histogram({
      name: 'recommendation_latency_ms',
      help: 'Time to compute an answer, cache hits left out',
      buckets: requestBucketsMs,
      registers,
    }),
    answersDegraded: new Counter({
      name: 'answers_degraded_total',
      help: 'Questions that a cheaper strategy answered, since there was no time for another',
      registers,
    }),
    exposuresRecorded: new Counter({
      name: 'exposures_recorded_total',
      help: 'Answers to shoppers that are on the log',
      registers,
    }),
    exposuresDropped: new Counter({
      name: 'exposures_dropped_total',
      help: 'Answers to shoppers that were not recorded, since the log took too little',
      registers,
    }),
    eventFollowers: new Gauge({
      name: 'event_followers',
      help: 'Streams that follow stored events',
      registers,
    }),
    logAppendMs: new Histogram({
      name: 'log_append_latency_ms',
      help: 'Time until an append is durable',
      buckets: appendBucketsMs,
      registers,
    }),
    consumerLag: new Gauge({
      name: 'consumer_lag_records',
      help: 'Records behind the end of the log',
      labelNames: ['group', 'topic', 'partition'],
      registers,
    }),
    loaderBatchRecords: new Histogram({
      name: 'loader_batch_records',
      help: 'Records of one batch',
      buckets: [1, 10, 100, 500, 1_000, 2_500, 5_000],
      registers,
    }),
    loaderBatchMs: new Histogram({
      name: 'loader_batch_duration_ms',
      help: 'Time of one batch, its transaction included',
      buckets: batchBucketsMs,
      registers,
    }),
    fencedWrites: new Counter({
      name: 'fenced_writes_total',
      help: 'Writes that were refused since another process owns the partition by now',
      labelNames: ['group'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'dead_letters_total',
      help: 'Records that became dead letters',
      labelNames: ['reason'],
      registers,
    }),
    redisCircuit: new Gauge({
      name: 'redis_circuit_state',
      help: '1 for the state the circuit to Redis is in: closed (it is asked), open, half_open',
      labelNames: ['state'],
      registers,
    }),
    redisFallbacks: new Counter({
      name: 'redis_fallbacks_total',
      help: 'Questions that went on without Redis, as it was away or did not answer in time',
      labelNames: ['use'],
      registers,
    }),
    snapshotAgeSeconds: new Gauge({
      name: 'model_snapshot_age_seconds',
      help: 'Age of the oldest snapshot of the serving models',
      registers,
    }),
    /** Counts one answer for `error_rate`. */
    countAnswer: (status: number, nowMs: number) => errors.count(status, nowMs),
    /** Counts the pauses of a process: this one, or a child that has no HTTP port and reported them. */
    countPauses(part: string, { loop, collections }: Pauses) {
      for (const ms of loop) eventLoopDelayMs.labels({ part }).observe(ms);
      for (const { kind, ms } of collections) gcPauseMs.labels({ part, kind }).observe(ms);
    },
    /** From now on the gauges of the append queue show this queue. */
    watchAppendQueue(queue: WatchedAppends) {
      watched = queue;
    },
    /** From now on the gauges of queues show this one too. */
    watchQueue: (name: string, queue: WatchedQueue) => void queues.set(name, queue),
    /** From now on the gauges of requests under way show these. */
    watchUnderWay(requests: WatchedRequests) {
      overload = requests;
    },
    /** From now on `active_experiments` counts what runs by this. */
    watchExperiments(running: { countRunning(): number }) {
      experiments = running;
    },
    countQuestion(isHit: boolean) {
      hits.questions += 1;
      if (isHit) hits.hits += 1;
    },
  };
}
