import type pg from 'pg';
import type { Prediction } from '#domain/what-if/prediction.ts';

/** Keeps what a what-if predicts, in the transaction that ends it. */
export async function keepPrediction(
  client: pg.PoolClient,
  replayId: string,
  { controlStrategy, variantStrategy, method, lift, low, high }: Prediction,
): Promise<void> {
  await client.query(
    `INSERT INTO predictions (replay_id, tenant_id, space, placement_id, control_strategy, variant_strategy, method, lift, lift_low, lift_high)
     SELECT replay_id, tenant_id, coalesce(settings->>'space', 'live'), settings->>'placementId', $2, $3, $4, $5, $6, $7 FROM replays WHERE replay_id = $1
     ON CONFLICT (replay_id) DO NOTHING`,
    [replayId, controlStrategy, variantStrategy, method, lift, low, high],
  );
}
