import type { Scope } from '#domain/scope.ts';
import { redisKeys } from '../redis/keys.ts';
import type { RedisLink } from '../redis/open-redis.ts';

/** The most ids in one command, so that no command keeps Redis from other clients for more than half a millisecond. */
const idsPerCommand = 500;
const defaultPatienceMs = 3;

/**
 * Remembers the events that other processes have acknowledged. This hint only decides between the words `accepted` and `duplicate`: an event that it
 * knows is appended all the same, so that a Redis that is lost, outdated or another's cannot keep an event from being stored.
 */
export type SharedHint = {
  /** How long to wait for an answer if the caller has nothing else to wait for. */
  readonly patienceMs: number;
  /** Returns which of these ids are known, as indexes in order. Undefined if Redis cannot tell. */
  find(scope: Scope, ids: readonly Buffer[]): Promise<readonly number[] | undefined> | undefined;
  /** Call it only once the events are durable. */
  remember(scope: Scope, ids: readonly Buffer[]): void;
};

export function createSharedHint(redis: RedisLink, patienceMs: number = defaultPatienceMs): SharedHint {
  return {
    patienceMs,
    find(scope, ids) {
      const asked = chunksOf(scope, ids).map((keys) => redis.ask('duplicate', (client) => client.mget(keys)));
      if (asked.every((one) => one === undefined)) return undefined;
      return Promise.all(asked).then((answers) =>
        answers.flatMap((found, chunk) =>
          (found ?? []).flatMap((value, i) => (value === null ? [] : [chunk * idsPerCommand + i])),
        ),
      );
    },
    remember(scope, ids) {
      for (const keys of chunksOf(scope, ids))
        redis.tell((client) => client.rememberIds(keys.length, ...keys, redisKeys.duplicate.ttlSeconds));
    },
  };
}

function chunksOf(scope: Scope, ids: readonly Buffer[]): string[][] {
  const keys = ids.map((id) => redisKeys.duplicate.of(scope, id));
  return Array.from({ length: Math.ceil(keys.length / idsPerCommand) }, (_, chunk) =>
    keys.slice(chunk * idsPerCommand, (chunk + 1) * idsPerCommand),
  );
}
