import { placementMetadata } from '../placement-metadata.ts';
import { wireEvent } from '../wire-event.ts';

/** A recommended product was clicked by a shopper. */
export const RecommendationClicked = wireEvent(
  'recommendation_clicked',
  'A recommended product was clicked by a shopper.',
  placementMetadata,
);
