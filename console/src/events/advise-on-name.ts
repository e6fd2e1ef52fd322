import { meantType } from '#console/events/meant-type.ts';
import type { UnknownNameView } from '#schemas/http/unknown-names.ts';

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
    const type = meantType(name);
    return type === undefined
      ? 'No type means this: leave these events out.'
      : `Probably ${type}: take it as that here, or send it as ${type}.`;
  }
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const meant = (fields: typeof fieldsByName) =>
    Object.entries(fields).find(([field, others]) => field.toLowerCase() === plain || others.includes(plain))?.[0];
  const [own, inMetadata] = [meant(fieldsByName), meant(ofMetadata)];
  if (own !== undefined) return `Send it as ${own}.`;
  if (inMetadata !== undefined) return `Send it as ${inMetadata}, inside of metadata.`;
  return 'Put it into metadata, where any name may stand, or leave it out.';
}
