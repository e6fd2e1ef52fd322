import Type, { type Static } from 'typebox';
import { closed, literals, ProductId, spaceQuery, UserId, Uuid } from './fields.ts';

/** As many as vote for a shopper, without the one who is asked about. */
const maxNeighbours = 63;

const limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: maxNeighbours, default: 20, description: 'How many to answer.' }),
);
const score = Type.Number({ minimum: 0, maximum: 1, examples: [0.8165] });

/** GET /tenants/:id/items/:productId/neighbours */
export const ProductNeighboursParams = closed({ id: Uuid, productId: ProductId });
export const productNeighboursQuery = (strategies: readonly string[]) =>
  closed({
    ...spaceQuery,
    limit,
    strategy: Type.Optional(
      literals(strategies, {
        description: `Whose neighbours: of visits, of orders, or of content; ${strategies[0]} if left out.`,
        examples: strategies.slice(0, 1),
      }),
    ),
  });
export const ProductNeighbours = Type.Array(
  closed({
    productId: ProductId,
    score,
    evidence: Type.Object(
      { kind: Type.String({ examples: ['similar_visits'] }) },
      { additionalProperties: true, description: 'What speaks for it, as `explain` tells it.' },
    ),
  }),
);
export type ProductNeighbours = Static<typeof ProductNeighbours>;
export const ProductNeighboursMeta = closed({
  strategy: Type.String({ examples: ['session'] }),
  why: Type.Union([Type.Object({ reason: Type.String() }, { additionalProperties: true }), Type.Null()], {
    description: 'Why there are none, if so.',
  }),
  requestId: Type.String({ examples: ['req-7f3a'] }),
});

/** GET /tenants/:id/users/:userId/neighbours */
export const ShopperNeighboursParams = closed({ id: Uuid, userId: UserId });
export const ShopperNeighboursQuery = closed({ ...spaceQuery, limit });
export const ShopperNeighbours = Type.Array(
  closed({
    userId: UserId,
    score,
    shared: Type.Array(ProductId, {
      description: "Which of the shopper's last 30 products both touched, the last first.",
    }),
  }),
);
export type ShopperNeighbours = Static<typeof ShopperNeighbours>;
