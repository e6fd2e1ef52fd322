import { Redis } from 'ioredis';
import { createQueue, type WatchedQueue } from '#runtime/queue.ts';
import { type CircuitState, createCircuit } from './circuit.ts';
import { RedisUnavailable } from './redis-unavailable.ts';
import { redisScripts } from './scripts.ts';

/** The purpose of a command: a label of the metrics. */
export type RedisUse = 'rate_limit' | 'answer' | 'duplicate' | 'server_time' | 'token' | 'counter' | 'health';

export type RedisLink = {
  /**
   * Returns the answer of Redis, and never rejects. The answer is undefined if Redis does not answer in time or refuses. If Redis is known
   * to be away, it returns undefined at once, without a promise. The caller then goes on without Redis.
   */
  ask<T>(use: RedisUse, command: (redis: Redis) => Promise<T>): Promise<T | undefined> | undefined;
  /** Sends a command whose answer nobody waits for, and which may be lost. */
  tell(command: (redis: Redis) => Promise<unknown>): void;
  readonly state: CircuitState;
  /** Commands that Redis has not answered. */
  readonly queue: WatchedQueue;
  close(): void;
};

export type RedisOptions = {
  /** `redis://` or `rediss://`, with user, password and database if there are any. */
  url: string;
  /** `error` has the last error of the connection as its cause. */
  onState?: (state: CircuitState, error: RedisUnavailable) => void;
  /** Called when a command was not sent, or not answered in time. */
  onFallback?: (use: RedisUse) => void;
  /** How long all commands wait, instead of `patience`. */
  answerWithinMs?: number;
};

/**
 * How long a command waits for its answer, ms; a healthy Redis answers in 0.1 to 0.2. A request sends two at most, one after the
 * other: its rate limit, then its answer (or the time of an event without one). The second is not sent while Redis is in doubt. So a frozen
 * Redis adds less than 5 ms to any request, timers and their millisecond included. Duplicates are looked up during an append, which takes as long:
 * the caller decides when to give up.
 */
const patience = {
  rate_limit: { ms: 3, inDoubt: true },
  answer: { ms: 1, inDoubt: false },
  duplicate: { ms: 25, inDoubt: true },
  server_time: { ms: 2, inDoubt: false },
  token: { ms: 3, inDoubt: true },
  counter: { ms: 3, inDoubt: true },
  health: { ms: 3, inDoubt: true },
} as const satisfies Record<RedisUse, { ms: number; inDoubt: boolean }>;
/** The most commands that wait for an answer: a socket that takes no more bytes must not fill the memory. */
const maxPending = 5_000;
const connectTimeoutMs = 1_000;
/** A connection on which a command waits and no byte has come for this long is replaced: its other end may be gone without notice. */
export const silentConnectionMs = 2_000;
const firstReconnectMs = 50;
const longestReconnectMs = 1_000;

/**
 * Connects in the background, and again whenever the connection is lost. Returns at once: Redis may be absent. Commands of one turn of the
 * event loop are not pipelined: that saves no CPU (8 µs a command with 50 at a time, either way) and doubles the time of a single command.
 */
export function openRedis(options: RedisOptions): RedisLink {
  const { onState = () => {}, onFallback = () => {} } = options;
  const patienceOf = (use: RedisUse) => options.answerWithinMs ?? patience[use].ms;
  let lastError: unknown = null;
  const queue = createQueue();
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    scripts: Object.fromEntries(Object.entries(redisScripts).map(([name, lua]) => [name, { lua }])),
    connectTimeout: connectTimeoutMs,
    socketTimeout: silentConnectionMs,
    retryStrategy: (attempt) => Math.min(longestReconnectMs, firstReconnectMs * 2 ** (attempt - 1)),
    // After a failover the same address may lead to the new primary.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  redis.on('error', (error) => {
    lastError = error;
  });

  const circuit = createCircuit({
    probe: async () => {
      await answerOf('health', (client) => client.ping());
    },
    onChange: (state) => onState(state, new RedisUnavailable(lastError)),
  });
  redis.on('ready', () => circuit.connected());
  redis.on('close', () => circuit.disconnected());

  /** Rejects if there is no answer in time. */
  function answerOf<T>(use: RedisUse, command: (redis: Redis) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const withinMs = patienceOf(use);
      const late = () => reject(new Error(`Redis has not answered within ${withinMs} ms`));
      // Timers run before sockets are read: if this process itself was late, the answer is there a turn later.
      const timer = setTimeout(() => setImmediate(late), withinMs);
      run(command)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    });
  }

  function run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const waiter = queue.enter();
    return command(redis).finally(() => queue.leave(waiter));
  }

  return {
    ask(use, command) {
      const isWorthwhile = !circuit.isDoubtful || patience[use].inDoubt;
      if (circuit.state !== 'closed' || !isWorthwhile || queue.size() >= maxPending) {
        onFallback(use);
        return undefined;
      }
      return answerOf(use, command).then(
        (answer) => {
          circuit.succeeded();
          return answer;
        },
        (error: unknown) => {
          lastError = error;
          // A use with so short a wait may be late without a fault of Redis, so only the other uses count as failures.
          if (patience[use].inDoubt) circuit.failed();
          onFallback(use);
          return undefined;
        },
      );
    },
    tell(command) {
      if (circuit.state === 'closed' && queue.size() < maxPending) run(command).catch(() => {});
    },
    get state() {
      return circuit.state;
    },
    queue,
    close() {
      circuit.close();
      redis.disconnect();
    },
  };
}
