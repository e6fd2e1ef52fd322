import type { UnknownNameView } from '#schemas/http/unknown-names.ts';

/** What a name of a type of event has in it, in this order, and what such events are here. */
const typesByWord: readonly (readonly [RegExp, string])[] = [
  [/impress/, 'recommendation_impressed'],
  [/recommend.*(click|select)|(click|select).*recommend/, 'recommendation_clicked'],
  [/(remove|delete).*(cart|basket|bag)|(cart|basket|bag).*(remove|delete)/, 'remove_from_cart'],
  [/cart|basket|\bbag\b/, 'add_to_cart'],
  [/purchase|order|bought|transaction|checkout.?complete|payment/, 'purchase'],
  [/click|select/, 'product_clicked'],
  [/view|visit|seen|detail/, 'product_viewed'],
];

/** What people call our fields, without case and signs. */
const fieldsByName: Readonly<Record<string, readonly string[]>> = {
  eventType: ['event', 'type', 'name', 'eventname', 'action'],
  userId: ['user', 'customerid', 'customer', 'visitorid', 'clientid', 'uid'],
  productId: ['product', 'itemid', 'item', 'sku', 'articleid'],
  timestamp: ['time', 'ts', 'date', 'datetime', 'createdat', 'eventtime', 'occurredat'],
  sessionId: ['session', 'visitid', 'visit'],
  eventId: ['id', 'messageid', 'uuid'],
};
const ofMetadata: Readonly<Record<string, readonly string[]>> = {
  price: ['amount', 'value', 'unitprice', 'total'],
  quantity: ['qty', 'count', 'amountofitems'],
  orderId: ['order', 'transactionid', 'ordernumber'],
  currency: ['currencycode'],
  placementId: ['placement', 'slot', 'widget'],
};

/** Says what to do about a name that is not understood: which of ours is probably meant, or that there is none. */
export function adviseOnName({ kind, name }: Pick<UnknownNameView, 'kind' | 'name'>): string {
  if (kind === 'event_type') {
    const words = name.toLowerCase().replaceAll(/[^a-z]+/g, ' ');
    const type = typesByWord.find(([pattern]) => pattern.test(words))?.[1];
    return type === undefined
      ? 'No type means this: leave these events out.'
      : `If it means that, send it as ${type}; else leave these events out.`;
  }
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const meant = (fields: typeof fieldsByName) =>
    Object.entries(fields).find(([field, others]) => field.toLowerCase() === plain || others.includes(plain))?.[0];
  const [own, inMetadata] = [meant(fieldsByName), meant(ofMetadata)];
  if (own !== undefined) return `Send it as ${own}.`;
  if (inMetadata !== undefined) return `Send it as ${inMetadata}, inside of metadata.`;
  return 'Put it into metadata, where any name may stand, or leave it out.';
}
