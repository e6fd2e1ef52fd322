import type { Experiment, Variant } from './experiment.ts';

/** The first four bytes of the SHA-256 of a text's UTF-8, read big-endian: 0 to 2^32 − 1. Given, since the domain has no cryptography. */
export type HashText = (text: string) => number;

/** 0 to 99, the same for the same user and subject everywhere: in every process, and in the SDK (see `schemas/assignment-vectors.json`). */
export const bucketOf = (userId: string, subjectId: string, hash: HashText): number => hash(userId + subjectId) % 100;

/** Which arm a user is in: below the split is control (FR-018). No state, so that it is the same on every device. */
export function assignVariant(
  { experimentId, trafficSplit }: Pick<Experiment, 'experimentId' | 'trafficSplit'>,
  userId: string,
  hash: HashText,
): Variant {
  return bucketOf(userId, experimentId, hash) < trafficSplit ? 'control' : 'variant';
}

/** Whether a user is in the tenant's standing holdout of so many percent: by the same hash, with the tenant's id. */
export const isHeldOut = (tenantId: string, percent: number, userId: string, hash: HashText): boolean =>
  bucketOf(userId, tenantId, hash) < percent;
