import type { EventView } from '#schemas/http/events.ts';

type EventType = EventView['eventType'];

/** What a name of a type of event has in it, in this order, and what such events are here. */
const typesByWord: readonly (readonly [RegExp, EventType])[] = [
  [/impress/, 'recommendation_impressed'],
  [/recommend.*(click|select)|(click|select).*recommend/, 'recommendation_clicked'],
  [/(remove|delete).*(cart|basket|bag)|(cart|basket|bag).*(remove|delete)/, 'remove_from_cart'],
  [/cart|basket|\bbag\b/, 'add_to_cart'],
  [/purchase|order|bought|transaction|checkout.?complete|payment/, 'purchase'],
  [/click|select/, 'product_clicked'],
  [/view|visit|seen|detail/, 'product_viewed'],
];

/** The type of ours that a sender's name of a type of event probably means; undefined if none. */
export function meantType(name: string): EventType | undefined {
  const words = name.toLowerCase().replaceAll(/[^a-z]+/g, ' ');
  return typesByWord.find(([pattern]) => pattern.test(words))?.[1];
}
