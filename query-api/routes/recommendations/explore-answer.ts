import { exposureIdOf } from '#domain/exposures/exposure-id.ts';
import { seededRandom } from '#domain/seeded-random.ts';
import { type Explored, explore } from '#domain/serving/explore.ts';
import type { Served } from '#domain/serving/recommend.ts';
import type { Placement, ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { sha256 } from '#runtime/sha256.ts';

/**
 * Draws the order of an answer, for the share of answers that the tenant has set; null where nothing is drawn: for nobody known, held-out shoppers, placements with a running experiment, and later pages. What
 * is drawn follows from the id of the exposure, so that an answer that is made again has the same order. `served` may come from the cache and stays as it is.
 */
export function exploreAnswer(
  { items }: Served,
  question: ResolvedQuestion,
  { config: { exploration }, armOf }: Pick<Placement, 'config' | 'armOf'>,
  { requestId, nowMs: servedAtMs }: { requestId: string; nowMs: number },
  itemOf: ServingState['item'],
): Explored | null {
  const { scope, userId, placementId, holdout, shown } = question;
  if (exploration === 0 || userId === null || holdout !== null || shown !== undefined) return null;
  if (armOf(userId) !== null) return null;
  const id = exposureIdOf({ scope, requestId, placementId, userId, servedAtMs }, sha256);
  // What cannot be shown any more has no place.
  const there = items.filter(({ candidate }) => itemOf(candidate.productId)?.available === true);
  return explore(there, exploration, seededRandom(id.readInt32BE(12)));
}
