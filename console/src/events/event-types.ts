import type { EventView } from '#schemas/http/events.ts';

type EventType = EventView['eventType'];

/** Each type of event, in the order in which a visit has them. */
export const eventTypes = Object.keys({
  product_viewed: true,
  product_clicked: true,
  add_to_cart: true,
  remove_from_cart: true,
  purchase: true,
  recommendation_impressed: true,
  recommendation_clicked: true,
} satisfies Record<EventType, true>) as EventType[];
