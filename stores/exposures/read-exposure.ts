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

/** Returns the exposure of a request, or undefined; the newest if several have the request id. */
export async function readExposure(
  database: Database,
  scopes: readonly Scope[],
  requestId: string,
): Promise<StoredExposure | undefined> {
  return database.scoped({ scopes }, async (client) => {
    const { rows } = await client.query<StoredExposure>(
      `SELECT scope, exposure_id AS "exposureId", request_id AS "requestId", user_id AS "userId", served_at AS "servedAt", placement_id AS "placementId",
              strategy, is_fallback AS "isFallback", experiment_id AS "experimentId", variant, product_ids AS "productIds",
              question::jsonb AS question, versions::jsonb AS versions, propensity
       FROM exposures WHERE scope = ANY ($1) AND request_id = $2 ORDER BY exposure_id DESC LIMIT 1`,
      [scopes, requestId],
    );
    return rows[0];
  });
}
