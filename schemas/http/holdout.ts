import Type, { type Static } from 'typebox';
import { named } from '../named.ts';
import { Check, comparedWorth, Interval } from './experiment-results.ts';
import { closed, closedPartial, literals, nullable, spaceQuery, Time } from './fields.ts';

const defaultHoldoutPercent = 5;
const maxHoldoutPercent = 50;

const holdoutFields = {
  percent: Type.Integer({
    minimum: 0,
    maximum: maxHoldoutPercent,
    description: 'Of all shoppers; 0 turns it off. What is turned on without it begins with 5.',
    examples: [defaultHoldoutPercent],
  }),
  treatment: literals(['none', 'trending'], {
    description: 'What they get: nothing, or what is popular.',
    examples: ['none'],
  }),
};
export const HoldoutBody = closedPartial(holdoutFields);
export const HoldoutView = named('Holdout', closed({ ...holdoutFields, since: nullable(Time) }));
export const HoldoutQuery = closed(spaceQuery);

const count = (description: string, example: number) => Type.Integer({ description, examples: [example] });

export const HoldoutWorth = named(
  'HoldoutWorth',
  closed({
    decision: Type.String({
      description:
        '`brings`, `costs`, `wait` or `blocked`: what can be said of the revenue a visitor, however often somebody looks.',
      examples: ['brings'],
    }),
    text: Type.String({
      description: 'The same in a sentence.',
      examples: ['Recommendations bring 12,300 EUR a month (between 4,100 and 20,500).'],
    }),
    percent: holdoutFields.percent,
    treatment: Type.String({ description: 'What the held-out got.', examples: ['none'] }),
    startedAt: Time,
    endedAt: nullable(Time),
    arms: Type.Array(
      closed({
        arm: Type.String({ description: '`held_out` or `served`.', examples: ['served'] }),
        users: count('Who was answered, or would have been.', 4200),
        buyers: count('Who bought anything.', 180),
        purchases: count('Their purchases, whatever led to them.', 230),
        revenue: Type.Number({ description: "In the tenant's currency.", examples: [9312.5] }),
      }),
    ),
    sampleSize: count('Shoppers on both sides.', 84000),
    conversionRate: comparedWorth('Buyers by shoppers.'),
    revenuePerVisitor: comparedWorth('Revenue by shoppers.'),
    revenuePerMonth: closed(
      {
        currency: Type.String({ examples: ['EUR'] }),
        value: nullable(Type.Number({ examples: [12300] })),
        ...Interval.properties,
      },
      {
        description:
          'What recommendations bring in a twelfth of a year by the revenue of all served shoppers; the interval holds however often somebody looks. Null within the first day.',
      },
    ),
    checks: Type.Array(Check),
    lowConfidence: Type.Boolean({ description: 'One side has fewer than 500 shoppers.' }),
    computedAt: Time,
  }),
);
export type HoldoutWorth = Static<typeof HoldoutWorth>;
export const HoldoutWithWorth = named(
  'HoldoutWithWorth',
  closed({
    ...HoldoutView.properties,
    /** By the period that is on; null if no holdout is. */
    worth: nullable(HoldoutWorth),
    /** By the last period that has ended; null if none has. */
    before: nullable(HoldoutWorth),
  }),
);
