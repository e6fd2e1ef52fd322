import { hash } from 'node:crypto';
import type { Scope } from '#domain/scope.ts';
import { redisKeys } from '../redis/keys.ts';
import type { RedisLink } from '../redis/open-redis.ts';
import type { TimelessKey } from './find-server-times.ts';

/**
 * Lets all instances give the same time to an event that was sent without a time: the time of the instance that saw it first. So a retry that reaches
 * another instance before the event is in Postgres is the same event there. Without Redis each instance knows only its own times, and such a retry
 * is stored as a second event.
 */
export type SharedServerTimes = {
  /** Returns the time of each of these events, in order; `timestampMs` for an event that had no time yet. Undefined if Redis cannot tell. */
  agree(
    scope: Scope,
    keys: readonly TimelessKey[],
    timestampMs: number,
  ): Promise<readonly (number | undefined)[] | undefined> | undefined;
};

export function createSharedServerTimes(redis: RedisLink): SharedServerTimes {
  return {
    agree(scope, keys, timestampMs) {
      const names = keys.map((key) => redisKeys.serverTime.of(scope, hashOf(key)));
      return redis
        .ask('server_time', (client) =>
          client.setWhereNew(names.length, ...names, redisKeys.serverTime.ttlSeconds, timestampMs),
        )
        ?.then((values) => values?.map(timeOf));
    },
  };
}

/** Undefined if the value is not one of ours. */
function timeOf(value: string): number | undefined {
  const ms = Number(value);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
}

const hashOf = ({ type, userId, productId, clientEventId }: TimelessKey): string =>
  hash('sha256', JSON.stringify([type, userId, productId, clientEventId]), 'base64url');
