import { readControl } from '#cli/evaluate/read-shop.ts';
import { idOfUuid } from '#domain/events/identity.ts';
import type { Scope } from '#domain/scope.ts';
import { seededRandom } from '#domain/seeded-random.ts';
import { explore } from '#domain/serving/explore.ts';
import { present } from '#domain/serving/present.ts';
import type { Served } from '#domain/serving/recommend.ts';
import type { AskedQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { answerAsOf, rowsNotes } from '#domain/what-if/answer-as-of.ts';
import { defaultPlacementId, defaultRecommendations } from '#schemas/http/recommendations.ts';
import type { AsOfReport } from '#schemas/http/replay-reports.ts';
import type { AsOfSettings } from '#schemas/http/replay-settings.ts';
import { type ExposureRow, explorationOf, type KeptQuestion, questionOf } from '#stores/exposures/exposure-row.ts';
import { countErasedSince, erasedNotes } from '#stores/past/count-erased-since.ts';
import { type Moment, momentOf, momentOfExposure } from '#stores/past/moment.ts';
import { readPast } from '#stores/past/read-past.ts';
import { TooMuchPast } from '#stores/past/read-past-records.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type Found, ReplayRefused, type ReplayWork } from './replay-work.ts';

/** What a record takes while it is read and folded, about. */
const bytesOfRecord = 1_000;

/**
 * Gives a recorded answer again, or answers a question as of a time, from what was known and set at that moment, by the code that serves. Nothing live changes. Throws `ReplayRefused` if there is no such
 * answer, if it cannot be given again, or if more was known than may be read.
 */
export async function asOf(work: ReplayWork<AsOfSettings>): Promise<Found<AsOfReport>> {
  const { replay, settings, database, memoryMib, signal, tell } = work;
  const { tenantId } = replay;
  const { scope, tenant } = await readControl(database, tenantId, settings.space ?? 'live');
  const { exposureId, at = '' } = settings;
  const shown = exposureId === undefined ? null : await readShown(database, scope, exposureId);
  const question = shown === null ? askedThen(scope, settings) : questionOf(shown);
  const moment = await (shown === null
    ? momentOf(database, new Date(Math.max(0, Date.parse(at))))
    : momentOfExposure(database, shown));
  tell('reading', 0, null);
  const place = { tenantId, scope, placementId: question.placementId, config: tenant.config };
  const most = Math.floor((memoryMib * 2 ** 20) / bytesOfRecord);
  const past = await readPast(database, place, moment, { most, signal }).catch((error: unknown) => {
    throw error instanceof TooMuchPast
      ? new ReplayRefused(`${error.message}: have --replay-memory-mib raised where the product runs.`)
      : error;
  });
  tell('answering', 0, 1);
  const { served, state, isOfRows } = answerAsOf(question, past.fold(), past.way, moment.at.getTime());
  const again = shown === null ? served : drawnAgain(served, shown, state.item);
  const items = present(again, state.item, false);
  const { strategy, isFallback } = served;
  const report = {
    ...{ at: moment.at.toISOString(), placementId: question.placementId, strategy, isFallback, items },
    ...besideShown(shown, { strategy, productIds: items.map(({ productId }) => productId) }),
    ...{ isExact: moment.isExact, records: past.records, products: past.products },
    notes: [...past.notes, ...rowsNotes(isOfRows), ...(await gapsOf(database, scope, shown, moment))],
  };
  return { report, files: [] };
}

/** The question of the settings, with the defaults that it has over HTTP. */
function askedThen(scope: Scope, { question = {} }: AsOfSettings): AskedQuestion {
  const { userId = null, placementId = defaultPlacementId, productId = [], strategy = null, limit } = question;
  return {
    ...{ scope, placementId, userId, sessionId: null, productIds: productId, exclude: [] },
    ...{ limit: limit ?? defaultRecommendations, strategy, fill: true },
  };
}

function besideShown(
  row: ExposureRow | null,
  again: { strategy: string; productIds: readonly string[] },
): Pick<AsOfReport, 'shown' | 'isSame'> {
  if (row === null) return { shown: null, isSame: null };
  const shown = { strategy: row.strategy, isFallback: row.is_fallback, productIds: row.product_ids };
  const isSame = again.strategy === shown.strategy && again.productIds.join('\n') === shown.productIds.join('\n');
  return { shown, isSame };
}

/** What else is not as it was, in sentences. */
async function gapsOf(database: Database, scope: Scope, shown: ExposureRow | null, moment: Moment): Promise<string[]> {
  if (shown === null) return erasedNotes(await countErasedSince(database, scope, moment.at));
  return moment.isExact
    ? []
    : ['it is not recorded where the models stood: what was received until then is taken as known'];
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
