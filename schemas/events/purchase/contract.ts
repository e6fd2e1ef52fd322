import Type from 'typebox';
import { idText, maxMetadataBytes, wireEvent } from '../wire-event.ts';

/** Most pieces in one line of an order. */
export const maxQuantity = 1_000_000;

const purchaseMetadata = Type.Object(
  {
    price: Type.Union([Type.Number(), Type.String()], {
      description:
        'Price of one piece: 0 or more, at most 4 decimal places, at most 900719925474.099. A number, or the decimal as text.',
      examples: [12.95],
    }),
    quantity: Type.Optional(
      Type.Integer({ minimum: 1, maximum: maxQuantity, default: 1, description: 'Pieces bought.', examples: [2] }),
    ),
    orderId: Type.Optional(idText('The order; part of the identity of a purchase.', 'order-1001')),
    currency: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{3}$',
        description: 'ISO 4217; the currency of the tenant if left out.',
        examples: ['EUR'],
      }),
    ),
  },
  { additionalProperties: true, description: `At most ${maxMetadataBytes} bytes of JSON; further fields are kept.` },
);

/** A shopper bought a product: one event per product of an order. */
export const Purchase = wireEvent(
  'purchase',
  'A shopper bought a product: one event per product of an order, its lines summed.',
  purchaseMetadata,
);
