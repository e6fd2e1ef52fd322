import Type, { type Static } from 'typebox';
import { nullable, ProductId } from './fields.ts';

const losses = [
  'unavailable',
  'excluded',
  'rule',
  'purchased',
  'seen',
  'limit',
  'lower_score',
  'displaced',
  'no_place',
] as const;
const lossCounts = Type.Record(Type.String(), Type.Integer(), {
  description: `How many candidates were lost, by why: ${losses.join(', ')}.`,
});
const count = (description: string) => Type.Integer({ minimum: 0, description });
const open = { additionalProperties: true } as const;

/** The evidence behind one product of an answer. Beside these fields stand those of its evidence, whose `kind` says which. */
export const ItemExplanation = Type.Object(
  {
    strategy: Type.String({ description: 'What proposed it; `pinned` for a pin.' }),
    kind: Type.String({ description: 'Of the evidence, whose counts and windows stand beside it.' }),
    score: Type.Number({ description: 'By which it is ranked here, before it is scaled to 1.' }),
    strategyScore: Type.Optional(
      Type.Number({
        description: 'What the strategy gave, before rules and other strategies. The parts add up to it.',
      }),
    ),
    parts: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), value: Type.Number() }), {
        description: 'What each feature adds to the score.',
      }),
    ),
    neighbours: Type.Optional(
      Type.Array(
        Type.Object({
          of: Type.String({ description: 'visits, shoppers or orders.' }),
          found: count('The most similar ones, found for this question.'),
          having: count('How many of them have the product.'),
          similarity: nullable(Type.Object({ most: Type.Number(), mean: Type.Number() })),
          latest: nullable(Type.String({ description: 'When the last of those did anything.' })),
        }),
        { description: 'Others who speak for it, counted; never who they are.' },
      ),
    ),
    sharing: Type.Optional(
      count('Of `collaborative`: the visits or shoppers that the reason counts, which have it with the anchor.'),
    ),
    anchors: Type.Optional(
      Type.Array(Type.Object({ productId: ProductId, similarity: Type.Number(), value: Type.Number() }), {
        description: 'The products it is similar to, and what each adds to the score.',
      }),
    ),
    pairs: Type.Optional(
      Type.Array(
        Type.Object({
          anchorProductId: ProductId,
          orders: count('With both.'),
          anchorOrders: count('With the product of the cart.'),
          productOrders: count('With the product.'),
          allOrders: count('That are kept.'),
          support: Type.Number(),
          confidence: Type.Number(),
          lift: Type.Number(),
        }),
        { description: 'Exact counts with each product of the cart.' },
      ),
    ),
    pairsLeftOut: Type.Optional(count('Products of the cart whose counts are not told.')),
    rules: Type.Array(Type.String(), { description: 'Ids of the rules that touched it.' }),
  },
  { ...open, description: 'The evidence, with `explain`.' },
);

/** One reason for an answer with fewer products than were wanted, or for a strategy without candidates. The fields beside `reason` are those that it has. */
const Shortage = Type.Object(
  {
    reason: Type.String({
      description:
        'Of a strategy: unknown_shopper, nothing_to_go_by, no_evidence, catalog_empty, below_minimum. Of an answer these, few_candidates, filtered, fill_off, or held_out.',
      examples: ['below_minimum'],
    }),
    strategy: Type.Optional(Type.String({ description: 'Which has none, or few.' })),
    setting: Type.Optional(Type.String({ description: 'The tenant setting below which it is.' })),
    has: Type.Optional(Type.Number()),
    needs: Type.Optional(Type.Number()),
    candidates: Type.Optional(count('Of few_candidates: how many.')),
    by: Type.Optional(Type.String({ description: 'Of filtered: why they were lost, as in `lostBy`.' })),
    count: Type.Optional(count('Of filtered: how many.')),
  },
  open,
);
export type Shortage = Static<typeof Shortage>;

/** Why an answer is as it is. */
export const AnswerExplanation = Type.Object(
  {
    asked: Type.String({ description: 'The strategy that the question, or what is set for the placement, asked for.' }),
    candidates: count('All that were proposed, each once: those of the answer, and the lost ones.'),
    strategies: Type.Array(
      Type.Object({
        strategy: Type.String(),
        candidates: count('What it proposed.'),
        served: count('Of the answer.'),
        lost: lossCounts,
        none: Type.Optional(Shortage),
      }),
      { description: 'Those that were asked, in this order.' },
    ),
    lostBy: lossCounts,
    lost: Type.Array(
      Type.Object({
        productId: ProductId,
        strategy: Type.String(),
        score: nullable(Type.Number()),
        because: Type.String({ description: 'As in `lostBy`.' }),
        rule: Type.Optional(Type.String()),
      }),
      { maxItems: 100 },
    ),
    lostLeftOut: count('Lost candidates that are only counted.'),
    short: nullable(
      Type.Object(
        {
          wanted: count('The limit of the question.'),
          got: count('What was found.'),
          because: Type.Array(Shortage),
        },
        { description: 'Why there are fewer products than were wanted; null if there are not.' },
      ),
    ),
    kept: nullable(
      Type.Object(
        { isSame: Type.Boolean(), productIds: Type.Array(ProductId) },
        { description: 'The answer that is shown from the cache until it ends; null if there is none.' },
      ),
    ),
    exploration: nullable(
      Type.Object(
        { share: Type.Number(), isExplored: Type.Boolean(), propensity: Type.Number() },
        {
          description:
            'Which share of such answers have an order that is drawn, whether this one has, and how likely its order was; null where nothing is drawn.',
        },
      ),
    ),
    precedence: Type.Array(Type.String()),
  },
  { ...open, description: 'What became of every candidate, with `explain`.' },
);
