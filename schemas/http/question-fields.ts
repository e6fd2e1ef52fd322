import Type from 'typebox';
import { named } from '../named.ts';
import { closed, ProductId } from './fields.ts';
import { scalar } from './rules.ts';

/** Of the `context` of one question. */
const maxContextNames = 20;
const maxContextNameLength = 100;

/** What the shop says of the page or the visit, for `when.params` of rules; in a query it is written as `context.NAME=value`, and each value is a text. */
export const contextField = named(
  'QuestionContext',
  Type.Object(
    {},
    {
      additionalProperties: scalar,
      propertyNames: { minLength: 1, maxLength: maxContextNameLength },
      maxProperties: maxContextNames,
      description: `What the rules of the placement may ask for as \`params\`; at most ${maxContextNames} names of your own, each with a text, a number, true or false.`,
      examples: [{ device: 'mobile' }],
    },
  ),
);

/** Of one list of a question. */
const maxLiked = 100;
const maxCartLines = 100;
const maxQuantity = 10_000;
const largestPrice = 1e9;

/** Products that the shopper likes just now, or does not; nothing of it is kept. */
export const likeFields = {
  like: Type.Optional(
    Type.Array(ProductId, {
      maxItems: maxLiked,
      description: 'Answer as if these had just been looked at, and not these themselves; repeatable.',
    }),
  ),
  unlike: Type.Optional(
    Type.Array(ProductId, {
      maxItems: maxLiked,
      description: 'Not these, and what is like them further down; repeatable.',
    }),
  ),
};

/** What is in the cart. */
export const cartField = Type.Array(
  Type.Union([
    ProductId,
    closed({
      productId: ProductId,
      quantity: Type.Optional(
        Type.Integer({ minimum: 1, maximum: maxQuantity, description: '1 if left out.', examples: [2] }),
      ),
      price: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: largestPrice,
          description: 'Of one piece; that of the catalog if left out.',
          examples: [9.5],
        }),
      ),
    }),
  ]),
  { maxItems: maxCartLines, description: 'What is in the cart, the last added at the end: product ids, or lines.' },
);

/** Longer than any token is. */
const maxPageLength = 8_192;

export const pageField = Type.String({
  minLength: 1,
  maxLength: maxPageLength,
  description:
    'The next page: `meta.nextPage` of the one before, with the same question; `limit` alone may be another. No product comes twice.',
});
