import Type, { type Static } from 'typebox';
import { closed, nullable, Time } from './fields.ts';

/** How far figures are: in `meta` of whatever is counted from events. */
export const Freshness = closed({
  foldedAt: nullable(Time),
  lag: nullable(
    Type.Integer({
      description:
        'Records of the log that are not counted yet, of all tenants: events, and answers. Null if this process is not told how far the processors are: where they run by themselves, their own `/ready` says it.',
      examples: [0],
    }),
  ),
  isStale: Type.Boolean({ description: 'Nothing new is counted until an operator rebuilds it.' }),
  hasFormerCurrency: Type.Boolean({
    description:
      'The currency was changed after purchases of this time, or of the period before it: their amounts are still judged by the former one, until an operator rebuilds it.',
  }),
});
export type Freshness = Static<typeof Freshness>;
