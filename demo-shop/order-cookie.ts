import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const PlacedOrder = Type.Object({
  orderId: Type.String(),
  userId: Type.String(),
  lines: Type.Array(Type.Object({ productId: Type.String(), quantity: Type.Number(), price: Type.Number() })),
  told: Type.Object({
    status: Type.Number(),
    ms: Type.Number(),
    requestId: Type.String(),
    accepted: Type.Number(),
    duplicates: Type.Number(),
  }),
});
/** An order as its confirmation shows it: what was bought, and what the API said to it. */
export type PlacedOrder = Static<typeof PlacedOrder>;

const isPlacedOrder = Compile(PlacedOrder);

/** A placed order as the text of a cookie: the shop has no database of its own. */
export const writeOrder = (order: PlacedOrder): string => Buffer.from(JSON.stringify(order)).toString('base64url');

/** Null if the text is none. */
export function readOrder(text: string): PlacedOrder | null {
  try {
    const order: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isPlacedOrder.Check(order) ? order : null;
  } catch {
    return null;
  }
}
