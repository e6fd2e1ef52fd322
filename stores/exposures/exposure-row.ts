import { idOfUuid } from '#domain/events/identity.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { Scope } from '#domain/scope.ts';
import type { Exploration } from '#domain/serving/explore.ts';
import type { AskedQuestion } from '#domain/serving/resolve-question.ts';

/** A row of table `exposures`. */
export type ExposureRow = {
  exposure_id: string;
  served_at: Date;
  scope: Scope;
  request_id: string;
  user_id: string;
  placement_id: string;
  strategy: string;
  is_fallback: boolean;
  experiment_id: string | null;
  variant: 'control' | 'variant' | null;
  product_ids: string[];
  question: string;
  versions: string;
  propensity: number | null;
  log: number;
  partition: number;
  offset: bigint;
};

export const toExposure = (row: ExposureRow): Exposure => ({
  id: idOfUuid(row.exposure_id),
  scope: row.scope,
  requestId: row.request_id,
  userId: row.user_id,
  servedAtMs: row.served_at.getTime(),
  placementId: row.placement_id,
  strategy: row.strategy,
  isFallback: row.is_fallback,
  arm:
    row.experiment_id === null || row.variant === null
      ? null
      : { experimentId: row.experiment_id, variant: row.variant },
  productIds: row.product_ids,
  question: row.question,
  versions: row.versions,
  propensity: row.propensity,
});

/** A question as exposures keep it: without the shopper, and with the number of products that the page showed already in place of their marks. */
export type KeptQuestion = Omit<Partial<AskedQuestion>, 'shown'> & {
  shown?: number;
  holdout?: string;
  exploration?: Exploration;
};

/** The question of an exposure as it was asked; what earlier releases did not keep has its default. */
export function questionOf(
  row: Pick<ExposureRow, 'scope' | 'placement_id' | 'user_id' | 'question' | 'product_ids'>,
): AskedQuestion {
  const {
    shown: _shown,
    holdout: _holdout,
    exploration: _exploration,
    ...asked
  } = JSON.parse(row.question) as KeptQuestion;
  return {
    scope: row.scope,
    placementId: row.placement_id,
    userId: row.user_id,
    sessionId: null,
    productIds: [],
    exclude: [],
    limit: row.product_ids.length || 1,
    strategy: null,
    fill: true,
    ...asked,
  };
}

/** By what chances its order was drawn; null if nothing was drawn. */
export const explorationOf = ({ question }: Pick<ExposureRow, 'question'>): Exploration | null =>
  (JSON.parse(question) as KeptQuestion).exploration ?? null;
