import { priceE4Of } from '#domain/price.ts';
import type { ShownAnswer } from '#domain/what-if/shown-answer.ts';
import type { WhatIfReport } from '#schemas/http/replay-reports.ts';
import { revenueAttributions } from '#stores/attribution/revenue-attributions.ts';
import { type ExposureRow, explorationOf, type KeptQuestion, questionOf } from '#stores/exposures/exposure-row.ts';
import type { Database } from '#stores/postgres/database.ts';
import { liveRows } from '#stores/projections/live-rows.ts';
import { boundsOf, dayMs, type Reach, readRows } from '#stores/replays/read-rows.ts';
import { readPseudonyms } from '../read-timeline.ts';

/** So many other placements are named to whoever asks for one that has no answers. */
const mostElsewhere = 10;

type LeftOut = WhatIfReport['leftOut'];

/** The answers of a placement in the last days, evenly chosen of all of them, in the order of time, with what came of each; and other placements that have such answers, 10 at most, by name. */
export type Shown = { answers: ShownAnswer[]; leftOut: LeftOut; elsewhere: string[] };

/** Reads them; none if nothing was shown there. */
export async function readShown(
  database: Database,
  reach: Reach,
  { placementId, days, most }: { placementId: string; days: number; most: number },
  signal: AbortSignal,
): Promise<Shown> {
  const leftOut = { ofHeldOut: 0, ofErased: 0, ofLaterPages: 0 };
  const bounds = await boundsOf(database, 'exposures', reach);
  if (bounds === null) return { answers: [], leftOut, elsewhere: [] };
  const erased = await readPseudonyms(database, reach);
  const elsewhere = new Set<string>();
  let [kept, every, seen]: [ExposureRow[], number, number] = [[], 1, 0];
  for await (const rows of readRows<ExposureRow>(
    database,
    'exposures',
    reach,
    bounds.lastMs - days * dayMs,
    bounds.lastMs + 1,
  )) {
    signal.throwIfAborted();
    for (const row of rows) {
      const { placement_id: placement } = row;
      if (placement !== placementId && (elsewhere.has(placement) || elsewhere.size >= mostElsewhere)) continue;
      const why = whyLeftOut(row, erased);
      if (placement !== placementId) {
        if (why === null) elsewhere.add(placement);
        continue;
      }
      if (why !== null) leftOut[why] += 1;
      else if (seen++ % every === 0) kept.push(row);
      // Twice too many: each second one goes, and from here on each second one is taken.
      if (kept.length < most * 2) continue;
      kept = kept.filter((_, n) => n % 2 === 0);
      every *= 2;
    }
  }
  const chosen = kept.length > most ? evenly(kept, most) : kept;
  const clicks = await readClicks(database, reach, chosen);
  const answers = chosen.map((row) => toShown(row, clicks.get(row.exposure_id) ?? new Map()));
  return { answers, leftOut, elsewhere: [...elsewhere].sort() };
}

function whyLeftOut({ user_id, question }: ExposureRow, erased: ReadonlySet<string>): keyof LeftOut | null {
  if (erased.has(user_id)) return 'ofErased';
  const { shown, holdout } = JSON.parse(question) as KeptQuestion;
  if (holdout !== undefined) return 'ofHeldOut';
  return shown === undefined ? null : 'ofLaterPages';
}

const evenly = <Row>(rows: readonly Row[], most: number): Row[] =>
  Array.from({ length: most }, (_, n) => rows[Math.floor((n * rows.length) / most)] as Row);

/** In scope 1, as all of an evaluation is. */
const toShown = (row: ExposureRow, clicks: ReadonlyMap<string, bigint>): ShownAnswer => ({
  servedAtMs: row.served_at.getTime(),
  question: { ...questionOf(row), scope: 1 },
  productIds: row.product_ids,
  clicks,
  exploration: explorationOf(row),
});

/** By exposure, the products that were clicked with what was bought by them. */
async function readClicks(
  database: Database,
  { scope }: Reach,
  rows: readonly ExposureRow[],
): Promise<Map<string, Map<string, bigint>>> {
  const { rows: clicks } = await database.query<{ exposureId: string; productId: string; revenue: string }>(
    `SELECT e.exposure_id AS "exposureId", e.product_id AS "productId", trim_scale(coalesce(sum(t.revenue), 0))::text AS revenue
     FROM events e LEFT JOIN (SELECT t.click_id, t.revenue FROM ${liveRows(revenueAttributions)} WHERE t.scope = $1) t ON t.click_id = e.event_id
     WHERE e.scope = $1 AND e.exposure_id = ANY ($2::uuid[]) AND e.type = 7 GROUP BY 1, 2`,
    [scope, rows.map(({ exposure_id }) => exposure_id)],
  );
  const found = new Map<string, Map<string, bigint>>();
  for (const { exposureId, productId, revenue } of clicks) {
    const ofAnswer = found.get(exposureId) ?? new Map<string, bigint>();
    found.set(exposureId, ofAnswer.set(productId, priceE4Of(revenue) ?? 0n));
  }
  return found;
}
