import { readControl } from '#cli/evaluate/read-shop.ts';
import { idOfUuid } from '#domain/events/identity.ts';
import { seededRandom } from '#domain/seeded-random.ts';
import { explore } from '#domain/serving/explore.ts';
import { present } from '#domain/serving/present.ts';
import type { Served } from '#domain/serving/recommend.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { answerAsOf } from '#domain/what-if/answer-as-of.ts';
import type { AsOfReport } from '#schemas/http/replay-reports.ts';
import type { AsOfSettings } from '#schemas/http/replay-settings.ts';
import { type ExposureRow, explorationOf, type KeptQuestion, questionOf } from '#stores/exposures/exposure-row.ts';
import { momentOfExposure } from '#stores/past/moment.ts';
import { readPast } from '#stores/past/read-past.ts';
import { TooMuchPast } from '#stores/past/read-past-records.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type Found, ReplayRefused, type ReplayWork } from './replay-work.ts';

/** What a record takes while it is read and folded, about. */
const bytesOfRecord = 1_000;

/**
 * Gives a recorded answer again, from what was known and set at that moment, by the code that serves. Nothing live changes. Throws `ReplayRefused` if there is no such answer, if it cannot be given
 * again, or if more was known than may be read.
 */
export async function asOf(work: ReplayWork<AsOfSettings>): Promise<Found<AsOfReport>> {
  const { replay, settings, database, memoryMib, signal, tell } = work;
  const { space = 'live', exposureId } = settings;
  const { scope, tenant } = await readControl(database, replay.tenantId, space);
  const shown = await readShown(database, scope, exposureId);
  tell('reading', 0, null);
  const moment = await momentOfExposure(database, shown);
  const place = { tenantId: replay.tenantId, scope, placementId: shown.placement_id, config: tenant.config };
  const most = Math.floor((memoryMib * 2 ** 20) / bytesOfRecord);
  const past = await readPast(database, place, moment, { most, signal }).catch((error: unknown) => {
    throw error instanceof TooMuchPast ? new ReplayRefused(error.message) : error;
  });
  tell('answering', 0, 1);
  const { served, state } = answerAsOf(questionOf(shown), past.models, past.way, moment.at.getTime());
  const items = present(drawnAgain(served, shown, state.item), state.item, false);
  const productIds = items.map(({ productId }) => productId);
  const { strategy, is_fallback: isFallback, product_ids: before } = shown;
  const report = {
    at: moment.at.toISOString(),
    placementId: shown.placement_id,
    strategy: served.strategy,
    isFallback: served.isFallback,
    items,
    shown: { strategy, isFallback, productIds: before },
    isSame: served.strategy === strategy && productIds.join('\n') === before.join('\n'),
    isExact: moment.isExact,
    records: past.records,
    products: past.products,
    notes: [
      ...past.notes,
      ...(moment.isExact
        ? []
        : ['it is not recorded where the models stood: what was received until then is taken as known']),
    ],
  };
  return { report, files: [] };
}

/** In the order that was drawn then, if one was: it follows from the id of the answer. */
function drawnAgain(served: Served, shown: ExposureRow, itemOf: ServingState['item']): Served {
  const exploration = explorationOf(shown);
  if (exploration === null) return served;
  const there = served.items.filter(({ candidate }) => itemOf(candidate.productId)?.available === true);
  const random = seededRandom(idOfUuid(shown.exposure_id).readInt32BE(12));
  return { ...served, items: explore(there, exploration.share, random).items };
}

async function readShown(database: Database, scope: number, exposureId: string): Promise<ExposureRow> {
  const { rows } = await database.query<ExposureRow & { isErased: boolean }>(
    `SELECT e.*, EXISTS (SELECT FROM erasures r WHERE r.scope = e.scope AND r.pseudonym = e.user_id) AS "isErased"
     FROM exposures e WHERE e.scope = $1 AND e.exposure_id = $2`,
    [scope, exposureId],
  );
  const [row] = rows;
  if (row === undefined)
    throw new ReplayRefused(
      'There is no such answer: it is older than raw events are kept, or its id is another. GET /exposures/REQUEST-ID names those of a request.',
    );
  if (row.isErased)
    throw new ReplayRefused(
      'The shopper was erased, and with them what they asked: this answer cannot be given again.',
    );
  const { shown } = JSON.parse(row.question) as KeptQuestion;
  if (shown !== undefined)
    throw new ReplayRefused(
      'It was a later page, or beside other answers: which products it left out is not recorded. Ask for the first one of its page.',
    );
  return row;
}
