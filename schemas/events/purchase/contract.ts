import Type from 'typebox';
import { decimalPattern, idText, maxMetadataBytes, wireEvent } from '../wire-event.ts';

/** Most pieces in one line of an order. */
export const maxQuantity = 1_000_000;

const purchaseMetadata = Type.Object(
  {
    price: Type.Union([Type.Number(), Type.String({ documentedPattern: decimalPattern })], {
      description:
        'Price of one piece, at most 900719925474.099. A number, or the plain decimal as text; what is finer than 4 decimal places is rounded, and `meta.rounded` says so.',
      examples: [12.95],
    }),
    quantity: Type.Optional(
      Type.Union(
        [
          Type.Number({ exclusiveMinimum: 0, maximum: maxQuantity }),
          Type.String({ documentedPattern: decimalPattern }),
        ],
        {
          default: 1,
          description:
            'Pieces bought: a number, or the plain decimal as text. What was weighed, as 1.85, is kept as one piece at what was paid for it, and `meta.weighed` says so.',
          examples: [2],
        },
      ),
    ),
    orderId: Type.Optional(idText('The order; part of the identity of a purchase.', 'order-1001')),
    lineId: Type.Optional(
      Type.Union([idText('A text.', '2'), Type.Integer()], {
        description:
          'The line of the order, for an order with several lines of one product. A line of an order that is sent again within 24 hours is a duplicate, whatever its `timestamp` and `eventId`.',
        examples: ['2'],
      }),
    ),
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
