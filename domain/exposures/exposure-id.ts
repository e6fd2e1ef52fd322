import { type Sha256, timedId } from '../events/identity.ts';
import type { Exposure } from './exposure.ts';

/**
 * The id of an answer to a shopper, laid out as the id of an event: the same answer has the same id, however often it is
 * recorded. A page may ask for all of its placements under one request id, so the placement belongs to it.
 */
export function exposureIdOf(
  {
    scope,
    requestId,
    placementId,
    userId,
    servedAtMs,
  }: Pick<Exposure, 'scope' | 'requestId' | 'placementId' | 'userId' | 'servedAtMs'>,
  hash: Sha256,
): Buffer {
  return timedId(
    servedAtMs,
    hash(`${scope},${requestId.length}:${requestId}${placementId.length}:${placementId}${userId}`),
  );
}
