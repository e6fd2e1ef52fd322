import { hash } from 'node:crypto';
import type { Scope } from '#domain/scope.ts';
import { redisKeys } from '../redis/keys.ts';
import type { RedisLink } from '../redis/open-redis.ts';
import type { TimelessKey } from './find-server-times.ts';

/**
 * Which time an event without one has, by the instance that saw it first: a retry that reaches another one before the event is in Postgres is
 * the same event there. Without Redis each instance knows its own alone, and such a retry is stored as a second event.
 */
export type SharedServerTimes = {
  /** The time of each of these, in order, which is `timestampMs` for one that had none. Undefined if Redis cannot tell. */
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

/** Undefined if somebody else has written something there. */
function timeOf(value: string): number | undefined {
  const ms = Number(value);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
}

const hashOf = ({ type, userId, productId, clientEventId }: TimelessKey): string =>
  hash('sha256', JSON.stringify([type, userId, productId, clientEventId]), 'base64url');
