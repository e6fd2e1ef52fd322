import type { Variant } from '../experiments/experiment.ts';
import type { Scope } from '../scope.ts';

/**
 * Recommendations that were answered to a shopper. A record on topic `events` under the shopper's own key, so that it stands in order with what the
 * shopper did; answers without a `userId` make none.
 */
export type Exposure = {
  /** 16 bytes of a UUIDv8: 48 bits of the time of the answer, then 74 bits of SHA-256 over scope, request and shopper. */
  id: Buffer;
  scope: Scope;
  requestId: string;
  userId: string;
  /** ms since 1970. */
  servedAtMs: number;
  placementId: string;
  /** As `meta.strategy` says it: fallbacks have names of their own. */
  strategy: string;
  isFallback: boolean;
  /** The arm whose strategy was asked; null where no running experiment applied. */
  arm: { experimentId: string; variant: Variant } | null;
  /** As they were shown, the first first; empty where there was nothing to show. */
  productIds: readonly string[];
  /** What was asked, as JSON text. */
  question: string;
  /** Versions of model, catalog, configuration and rules, as JSON text. */
  versions: string;
  /** How likely just this answer was; null where nothing was random. */
  propensity: number | null;
};
