import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** A stored exposure; times are dates, and JSON is parsed. */
export type StoredExposure = {
  scope: Scope;
  exposureId: string;
  requestId: string;
  userId: string;
  servedAt: Date;
  placementId: string;
  strategy: string;
  isFallback: boolean;
  experimentId: string | null;
  variant: 'control' | 'variant' | null;
  productIds: string[];
  question: Record<string, unknown>;
  versions: Record<string, unknown>;
  propensity: number | null;
};

/** What the route shows of one request id: callers choose it, and may use it as often as they like. */
const maxExposures = 100;

/** The exposures that have this request id, the newest first, at most 100 of them, and how many there are. */
export async function readExposures(
  database: Database,
  scopes: readonly Scope[],
  requestId: string,
): Promise<{ exposures: StoredExposure[]; total: number }> {
  return database.scoped({ scopes }, async (client) => {
    const { rows } = await client.query<StoredExposure & { total: number }>(
      `SELECT scope, exposure_id AS "exposureId", request_id AS "requestId", user_id AS "userId", served_at AS "servedAt", placement_id AS "placementId",
              strategy, is_fallback AS "isFallback", experiment_id AS "experimentId", variant, product_ids AS "productIds",
              question::jsonb AS question, versions::jsonb AS versions, propensity, count(*) OVER ()::int AS total
       FROM exposures WHERE scope = ANY ($1) AND request_id = $2 ORDER BY exposure_id DESC LIMIT ${maxExposures}`,
      [scopes, requestId],
    );
    return { exposures: rows.map(({ total: _, ...exposure }) => exposure), total: rows[0]?.total ?? 0 };
  });
}
