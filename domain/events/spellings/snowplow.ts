import type { EventType } from '#schemas/events/index.ts';
import { type EventName, typeOfName } from '../event-names.ts';
import { fitMetadata } from './fit-metadata.ts';
import type { ForeignBatch } from './foreign-batch.ts';
import { type Fields, fieldsOf, firstId, isFields, listOf, looseNumber, without } from './loose-values.ts';
import { priceKey, purchaseLines } from './order-lines.ts';
import { readSnowplowJson, schemaNameOf } from './snowplow-json.ts';
import type { Spelled } from './spelled.ts';

/** The actions of Snowplow's ecommerce schema that speak of products. */
const typesByAction: Readonly<Record<string, EventType>> = {
  product_view: 'product_viewed',
  list_click: 'product_clicked',
  add_to_cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
  transaction: 'purchase',
};

/** Pages, pings, structured events and the heads of orders, whose lines come by themselves (`ti`). */
const tellsOfNoProduct = new Set<unknown>(['pv', 'pp', 'se', 'tr']);
const idFields = ['id', 'ti_sk'];

/** The events in a payload of Snowplow's tracker protocol, `{ schema, data: [event, …] }`. All fields are texts. */
export function snowplowPayloadOf(body: unknown): ForeignBatch {
  const { data } = isFields(body) ? body : ({} as Fields);
  return { field: 'data', elements: listOf(data), eventsOf: eventsOfSnowplowEvent };
}

/**
 * What one event of a tracker holds: a line of an order (`ti`) a purchase, whose price tells it from another line of its product, since each comes by itself and at its own time; an ecommerce action one event for each of its products, of a transaction one per product and price (`purchaseLines`). `uid` comes before
 * the tracker's own `duid`; `eid` is the `eventId`; the time is `ttm`, else `dtm`, which `stm` sets right. Another schema stays one event of that name, for `judgeEvent` to refuse.
 */
function eventsOfSnowplowEvent(sent: unknown, names: readonly EventName[]): readonly Spelled[] {
  if (!isFields(sent)) return [{ item: null, wire: sent }];
  if (tellsOfNoProduct.has(sent.e)) return [];
  const common = {
    userId: firstId(sent.uid, sent.duid, sent.nuid),
    timestamp: timeOfMs(sent.ttm ?? sent.dtm),
    sessionId: firstId(sent.sid),
  };
  const head = { eventId: firstId(sent.eid) };
  const told = sent.stm === undefined ? {} : { sentAt: timeOfMs(sent.stm) };
  const spell = (wire: Fields): Spelled =>
    fitMetadata({ item: null, wire: without({ ...common, ...wire }, []), ...told });
  const purchases = (lines: readonly Fields[], orderId: string | undefined, currency: unknown, name: Fields = {}) =>
    purchaseLines(lines, productIdOf, { ...head, orderId, currency }, idFields).map(
      ({ firstLine: _, metadata, ...line }) =>
        spell({ eventType: 'purchase', ...line, metadata: { ...metadata, ...name } }),
    );

  if (sent.e === 'ti') {
    const line = { id: sent.ti_sk, name: sent.ti_nm, category: sent.ti_ca, price: sent.ti_pr, quantity: sent.ti_qu };
    return purchases([line], firstId(sent.ti_id), sent.ti_cu, { lineId: `price#${priceKey(sent.ti_pr)}` });
  }
  const inner = fieldsOf(fieldsOf(readSnowplowJson(sent.ue_pr, sent.ue_px)).data);
  const schema = schemaNameOf(inner);
  if (schema !== 'snowplow_ecommerce_action') return [spell({ ...head, eventType: schema ?? firstId(sent.e) ?? '' })];
  const action = firstId(fieldsOf(inner.data).type) ?? '';
  const eventType = typeOfName(action, names, typesByAction);
  const entities = listOf(fieldsOf(readSnowplowJson(sent.co, sent.cx)).data).filter(isFields);
  const entitiesOf = (name: string) =>
    entities.filter((one) => schemaNameOf(one) === name).map(({ data }) => fieldsOf(data));
  const products = entitiesOf('product');
  if (eventType === 'purchase') {
    const [{ transaction_id, currency } = {} as Fields] = entitiesOf('transaction');
    return purchases(products, firstId(transaction_id), currency);
  }
  if (products.length === 0) return Object.hasOwn(typesByAction, action) ? [spell({ ...head, eventType })] : [];
  return products.map((product) =>
    spell({ ...head, eventType, productId: productIdOf(product), metadata: without(product, idFields) }),
  );
}

const productIdOf = ({ id }: Fields): string | undefined => firstId(id);

/** ISO 8601 of milliseconds since 1970; what cannot be read stays as it is, to be refused. */
function timeOfMs(ms: unknown): unknown {
  const value = looseNumber(ms);
  if (typeof value !== 'number') return ms;
  const time = new Date(Math.floor(value));
  return Number.isNaN(time.getTime()) ? String(ms) : time.toISOString();
}
