import { placementMetadata } from '../placement-metadata.ts';
import { wireEvent } from '../wire-event.ts';

/** A recommended product was shown to a shopper. */
export const RecommendationImpressed = wireEvent(
  'recommendation_impressed',
  'A recommended product was shown to a shopper.',
  placementMetadata,
);
