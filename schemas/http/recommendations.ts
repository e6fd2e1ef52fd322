import Type, { type Static, type TSchema } from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { AnswerExplanation, ItemExplanation } from './explanations.ts';
import { closed, nullable, ProductId, spaceQuery, strategyField, Time, UserHash, UserId } from './fields.ts';
import { ProblemError } from './problem.ts';
import { cartField, contextField, likeFields, pageField } from './question-fields.ts';
import { filterContract } from './rules.ts';

export const defaultRecommendations = 8;
const maxRecommendations = 50;
/** The most products of a cart that a question may name. */
const maxContextProducts = 100;
const maxExcludedProducts = 200;
/** Of one batch: questions, and products that all of them ask for together. */
const maxBatchQuestions = 100;
export const maxBatchProducts = 2_000;
export const defaultPlacementId = 'default';

/** What a question may say, but by which strategy. */
export const questionFields = {
  userId: Type.Optional(UserId),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: maxRecommendations,
      default: defaultRecommendations,
      description: 'How many to answer.',
    }),
  ),
  productId: Type.Optional(
    Type.Array(ProductId, {
      maxItems: maxContextProducts,
      description: 'The product page, or each product of the cart; repeatable.',
    }),
  ),
  placementId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxIdLength,
      default: defaultPlacementId,
      description: 'Where they will be shown.',
      examples: ['home-hero'],
    }),
  ),
  exclude: Type.Optional(
    Type.Array(ProductId, { maxItems: maxExcludedProducts, description: 'Never answer these; repeatable.' }),
  ),
  sessionId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxIdLength,
      description: 'The visit it is asked in; alone it stands for a shopper without a name.',
    }),
  ),
  context: Type.Optional(contextField),
  ...likeFields,
  page: Type.Optional(pageField),
  fill: Type.Optional(
    Type.Boolean({
      default: true,
      description: 'Fills up from the next strategies, at last from the newest products, when too few remain.',
    }),
  ),
  rules: Type.Optional(
    Type.Union([Type.Literal('on'), Type.Literal('off')], {
      default: 'on',
      description: '`off` answers as if the placement had no rules; needs a write key or an admin.',
      examples: ['off'],
    }),
  ),
  locale: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$',
      maxLength: 35,
      description:
        'The language of the reasons, such as de or de-AT; if left out, Accept-Language decides. English where no text is there in the language.',
      examples: ['de'],
    }),
  ),
  explain: Type.Optional(
    Type.Boolean({ default: false, description: 'Adds the evidence behind each item; needs a write key or an admin.' }),
  ),
};

/** A question about the past. Nothing is recorded, and nobody was shown it. */
const asOfField = Type.Optional({
  ...Time,
  description:
    'Answers as it would have been answered at this time, by what was known and set then; needs a write key or an admin. Of a shop with more than 300,000 events a replay answers it.',
  examples: ['2026-11-20T10:00:00.000Z'],
} as typeof Time);

/** Without a default: left out, it is the placement of the rules. */
const previewPlacement = Type.String({
  minLength: 1,
  maxLength: maxIdLength,
  description: 'The placement of the rules, as if left out; with the rules of all placements the one to ask.',
  examples: ['home-hero'],
});

/** Returns the contracts of questions, which may ask for one of these strategies. */
export function questionContracts(strategies: readonly { readonly name: string }[]) {
  const { userId, limit, ...others } = questionFields;
  const strategy = Type.Optional(strategyField(strategies.map(({ name }) => name)));
  const admin = { userId, limit, strategy, ...others };
  const question = { ...admin, userHash: Type.Optional(UserHash) };
  const { page: _, ...onePage } = admin;
  const previewed = { ...onePage, placementId: Type.Optional(previewPlacement) };
  return {
    /** GET /recommendations. The server wraps a single `productId` or `exclude` into an array. */
    RecommendationsQuery: closed({ ...question, as_of: asOfField }),
    /** GET /tenants/:id/recommendations */
    TenantRecommendationsQuery: closed({ ...admin, ...spaceQuery, as_of: asOfField }),
    /** One of POST /recommendations/batch; `judgeFilter` checks its `filter`. */
    BatchQuestion: closed({ ...question, ...fieldsOfBody(Type.Unknown()) }),
    /** One of a preview of rules; `judgeFilter` checks its `filter`. */
    PreviewQuestion: closed({ ...previewed, ...fieldsOfBody(Type.Unknown()) }),
    /** The same, as the document shows it. */
    ShownPreviewQuestion: closed(
      { ...previewed, ...fieldsOfBody(filterContract()) },
      { examples: [{ limit: 4, productId: ['mug-blue'], filter: { field: 'price', lt: 50 } }] },
    ),
    /** POST /recommendations/batch */
    RecommendationsBatchBody: batchContract(closed({ ...question, ...fieldsOfBody(filterContract()) })),
  };
}

/** What only JSON can say. */
const fieldsOfBody = (filter: TSchema) => ({ filter: Type.Optional(filter), cart: Type.Optional(cartField) });

/** The frame of a batch, around this contract of a question. */
export const batchContract = <Question extends TSchema>(question: Question) =>
  closed(
    {
      questions: Type.Array(question, {
        minItems: 1,
        maxItems: maxBatchQuestions,
        description: `Answered in this order, each on its own. All together ask for at most ${maxBatchProducts} products.`,
      }),
      distinct: Type.Optional(
        Type.Boolean({ default: false, description: 'No product is in two of the answers: the first of them has it.' }),
      ),
    },
    { examples: [pageExample] },
  );

/** Every field that a question may carry but `page`, `userHash` and what needs a write key. */
const pageExample = {
  questions: [
    {
      placementId: 'cart',
      userId: 'shopper-42',
      sessionId: 'visit-7',
      strategy: 'frequently_bought_together',
      limit: 4,
      productId: ['mug-blue'],
      cart: ['mug-red', { productId: 'pot', quantity: 2, price: 9.5 }],
      exclude: ['mug-old'],
      like: ['cup'],
      unlike: ['sock'],
      context: { device: 'mobile', visits: 3 },
      filter: { field: 'price', lt: 50 },
      fill: true,
    },
    { placementId: 'footer', strategy: 'trending' },
  ],
  distinct: true,
};

export const Recommendation = closed({
  productId: ProductId,
  name: Type.String({ examples: ['Blue mug'] }),
  imageUrl: nullable(Type.String()),
  url: nullable(Type.String()),
  price: Type.Number({ examples: [12.95] }),
  rating: Type.Optional(
    Type.Number({ description: '`attributes.rating` of the product, left out if that is no number.', examples: [4.5] }),
  ),
  score: Type.Number({ minimum: 0, maximum: 1, description: 'Descending.', examples: [0.93] }),
  reason: Type.String({
    description: 'True, and for shoppers to read.',
    examples: ['Bought together with Red mug in 14 of 37 orders'],
  }),
  reasonKey: Type.String({
    description: 'What the reason is, for texts of your own.',
    examples: ['bought_together'],
  }),
  reasonParams: Type.Object(
    {},
    {
      additionalProperties: true,
      description: 'What the reason counts and names: numbers, names of products, words, days in UTC.',
      examples: [{ product: 'Red mug', orders: 14, anchorOrders: 37 }],
    },
  ),
  filledFrom: Type.Optional(Type.String({ description: 'The strategy that filled it in.' })),
  explanation: Type.Optional(ItemExplanation),
});
export type Recommendation = Static<typeof Recommendation>;
export const RecommendationList = Type.Array(Recommendation);

const versionField = (description: string) =>
  closed(
    { version: Type.String(), asOf: nullable(Type.String({ examples: ['2026-11-29T10:00:00.000Z'] })) },
    { description },
  );

/** What an answer was computed from, and how fresh that is. Equal versions are equal contents, in every process. */
const AnswerVersions = closed({
  model: versionField(
    'Events that the models know, and when the last of them happened. Of a cached answer as it was computed.',
  ),
  weights: versionField(
    'What the strategy that answered has learnt beside these counts; `built-in` if it learns nothing. Of a blend each part that learns, and what fills up if it learns.',
  ),
  catalog: versionField('When its last change came in.'),
  configuration: versionField('Rises with all that the tenant sets; when the tenant or the widget was last saved.'),
  rules: Type.Optional(versionField('As `rulesVersion`; when the lists were last saved. Left out without rules.')),
});
export type AnswerVersions = Static<typeof AnswerVersions>;

/** How an answer came about. */
export const howAnsweredFields = {
  strategy: Type.String({
    description: 'What answered; ends in _fallback if it was not what was asked.',
    examples: ['collaborative'],
  }),
  isFallback: Type.Boolean(),
  degraded: Type.Optional(
    Type.Literal(true, {
      description:
        'More was asked than can be answered in time: `trending` has answered in place of a strategy that takes longer. The next answer may be as it was asked.',
    }),
  ),
  experiment: Type.Optional(closed({ id: Type.String(), variant: Type.String() })),
  holdout: Type.Optional(
    Type.Boolean({ description: 'True for a shopper of the holdout, who gets nothing, or what is popular.' }),
  ),
  unknownStrategy: Type.Optional(
    Type.String({
      description:
        'What the experiment, the widget or the tenant names, if the instance that answers does not know it: during an upgrade. The next one that it knows has answered.',
    }),
  ),
  placementId: Type.String({ examples: [defaultPlacementId] }),
  locale: Type.String({ description: 'The language of the reasons.', examples: ['en'] }),
  rulesVersion: Type.Optional(
    Type.String({
      description:
        'The version of the rules that the placement has, and with a star of those for all placements; left out if it has none.',
      examples: ['3 *1'],
    }),
  ),
  rules: Type.Optional(Type.Literal('off', { description: 'Answered without rules, as was asked.' })),
  filledFrom: Type.Optional(Type.String({ description: 'The strategy that filled up the rest.' })),
  window: Type.Optional(
    Type.String({
      description: 'The widest window that trending counted in for one of the items.',
      examples: ['in the last 7 days'],
    }),
  ),
};

/** `meta` of an answer. */
export const RecommendationsMeta = closed({
  ...howAnsweredFields,
  cached: Type.Boolean(),
  nextPage: nullable(
    Type.String({
      description: 'Asks the same question for what comes behind this, as `page`; null on the last page.',
    }),
  ),
  modelVersion: Type.String({ description: 'The same as `versions.model.version`.' }),
  versions: AnswerVersions,
  trackingToken: Type.Optional(
    Type.String({
      description:
        'Goes with impressions and clicks of this answer; lives 24 hours. Admins, to whom nothing is shown as a shopper, get none.',
    }),
  ),
  requestId: Type.String({ examples: ['req-7f3a'] }),
  explanation: Type.Optional(AnswerExplanation),
  asOf: Type.Optional(
    closed({
      at: Time,
      records: Type.Integer({ description: 'How many events and answers were known then.' }),
      products: Type.Integer({ description: 'How many products there were.' }),
      notes: Type.Array(Type.String({ description: 'What is not as it was then.' })),
    }),
  ),
});
export type RecommendationsMeta = Static<typeof RecommendationsMeta>;

/** One answer of a batch: what a question by itself is answered, or why it is not. */
export const BatchAnswer = Type.Union([
  closed({
    status: Type.Literal(200),
    data: RecommendationList,
    meta: RecommendationsMeta,
    errors: Type.Array(ProblemError, { maxItems: 0 }),
  }),
  closed({
    status: Type.Integer({
      minimum: 400,
      maximum: 599,
      description: 'As this question alone would be answered.',
      examples: [400],
    }),
    data: Type.Array(Recommendation, { maxItems: 0 }),
    meta: closed({ requestId: Type.String({ examples: ['req-7f3a.1'] }) }),
    errors: Type.Array(ProblemError, { minItems: 1 }),
  }),
]);
