import Type, { type Static } from 'typebox';
import { named } from '../named.ts';
import { closed, nullable, ProductId, Space, Time, UserId, Uuid } from './fields.ts';

/** GET /exposures/:requestId */
export const ExposureParams = closed({
  requestId: Type.String({
    minLength: 1,
    maxLength: 256,
    description: "The answer's `meta.requestId`.",
    examples: ['req-7f3a'],
  }),
});

const FreeObject = (description: string) => Type.Object({}, { additionalProperties: true, description });

/** What was answered to a shopper. */
export const ExposureView = named(
  'Exposure',
  closed({
    exposureId: Uuid,
    requestId: Type.String({ examples: ['req-7f3a'] }),
    tenantId: Uuid,
    space: Space,
    userId: UserId,
    servedAt: Time,
    placementId: Type.String({ examples: ['home-hero'] }),
    strategy: Type.String({ description: 'What answered.', examples: ['trending_fallback'] }),
    isFallback: Type.Boolean(),
    experiment: nullable(closed({ id: Uuid, variant: Type.String({ examples: ['control'] }) })),
    productIds: Type.Array(ProductId, { description: 'In the order in which they were answered.' }),
    question: FreeObject('What was asked: strategy, productIds, exclude, sessionId, limit, fill.'),
    versions: FreeObject('What it was answered by: model, catalog, configuration, rules.'),
    propensity: nullable(
      Type.Number({ description: 'How likely just this answer was, if anything was random.', examples: [0.25] }),
    ),
  }),
);
export type ExposureView = Static<typeof ExposureView>;

/** `meta` of an exposure: a caller who sends an `X-Request-Id` of its own may have used it for several answers. */
export const ExposureMeta = closed({
  total: Type.Integer({ minimum: 1, description: 'Answers under this request id.', examples: [1] }),
  others: Type.Array(ExposureView, {
    description: 'Those before the newest, which is `data`, the newest of them first; 99 at most.',
    examples: [[]],
  }),
  requestId: Type.String({ examples: ['req-7f3a'] }),
});
