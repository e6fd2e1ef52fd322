import type pg from 'pg';
import { uuidOfId } from '#domain/events/identity.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';

/** An exposure with the offset of the record that carried it. */
export type PlacedExposure = { offset: bigint; exposure: Exposure };

/** Stores exposures of one partition and returns those that are new, in their order; ids may be there already, or stand twice. */
export async function mergeExposures(
  client: pg.PoolClient,
  log: number,
  partition: number,
  exposures: readonly PlacedExposure[],
): Promise<readonly PlacedExposure[]> {
  if (exposures.length === 0) return exposures;
  const all = exposures.map(({ exposure }) => exposure);
  const { rows } = await client.query<{ offset: bigint }>({
    name: 'exposures-merge',
    text: `INSERT INTO exposures (log, partition, "offset", exposure_id, served_at, scope, is_fallback, request_id, user_id, placement_id, strategy,
                                  experiment_id, variant, product_ids, question, versions, propensity)
           SELECT $1, $2, o, i, t, s, f, r, u, p, y, x, v, c::text[], q, n, d
           FROM unnest($3::bigint[], $4::uuid[], $5::timestamptz[], $6::integer[], $7::boolean[], $8::text[], $9::text[], $10::text[], $11::text[],
                       $12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[], $17::double precision[])
             AS a (o, i, t, s, f, r, u, p, y, x, v, c, q, n, d)
           ORDER BY i, o ON CONFLICT (exposure_id) DO NOTHING RETURNING "offset"`,
    values: [
      log,
      partition,
      exposures.map(({ offset }) => offset),
      all.map(({ id }) => uuidOfId(id)),
      all.map(({ servedAtMs }) => new Date(servedAtMs)),
      all.map(({ scope }) => scope),
      all.map(({ isFallback }) => isFallback),
      all.map(({ requestId }) => requestId),
      all.map(({ userId }) => userId),
      all.map(({ placementId }) => placementId),
      all.map(({ strategy }) => strategy),
      all.map(({ arm }) => arm?.experimentId ?? null),
      all.map(({ arm }) => arm?.variant ?? null),
      all.map(({ productIds }) => arrayLiteral(productIds)),
      all.map(({ question }) => question),
      all.map(({ versions }) => versions),
      all.map(({ propensity }) => propensity),
    ],
  });
  if (rows.length === exposures.length) return exposures;
  const isNew = new Set(rows.map(({ offset }) => offset));
  return exposures.filter(({ offset }) => isNew.has(offset));
}

/** As Postgres writes an array of texts. An array of arrays must be of equal lengths; and as JSON, unpacked by a subquery a row, it cost a quarter of the insert. */
const arrayLiteral = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
