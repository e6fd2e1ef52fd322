import type { EventType } from '#schemas/events/index.ts';

const weights: Record<EventType, number> = {
  product_viewed: 1,
  product_clicked: 2,
  add_to_cart: 3,
  remove_from_cart: 0,
  purchase: 5,
  recommendation_impressed: 0,
  recommendation_clicked: 2,
};

/** How strongly an event speaks for its product: 1 to 5, or 0 for types that carry no interest (FR-007). */
export function weightOf(type: EventType): number {
  return weights[type];
}
