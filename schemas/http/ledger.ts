import Type, { type Static } from 'typebox';
import { named } from '../named.ts';
import { experimentStatuses } from './experiments.ts';
import { closed, literals, nullable, Space, Time, Uuid } from './fields.ts';

const lift = (description: string) => nullable(Type.Number({ description, examples: [0.05] }));
const liftFields = {
  lift: lift('Of clicks: 0.05 is 5 % more. Null from a base of zero.'),
  low: lift('Where the interval of 95 % begins; null where there is none.'),
  high: lift('Where it ends.'),
};

/** What a what-if predicted of another strategy, and what an experiment measured later. */
export const LedgerEntry = named(
  'LedgerEntry',
  closed({
    replayId: Uuid,
    predictedAt: Time,
    space: Space,
    placementId: Type.String({ examples: ['home'] }),
    controlStrategy: Type.String({ description: 'What the placement asked by then.', examples: ['trending'] }),
    variantStrategy: Type.String({ description: 'What it would have asked by.', examples: ['session'] }),
    predicted: closed({
      method: literals(['dr', 'kept'], {
        description: 'dr: the doubly robust estimate from drawn orders; kept: the clicks that both ways keep.',
        examples: ['kept'],
      }),
      ...liftFields,
    }),
    experiment: nullable(
      closed(
        {
          id: Uuid,
          name: Type.String({ examples: ['Session on home'] }),
          status: literals(experimentStatuses, { description: 'As it is now.', examples: ['completed'] }),
          users: Type.Integer({ description: 'Of both arms.', examples: [4200] }),
          ...liftFields,
        },
        {
          description: 'The first that began later on the placement with the same strategies; null until there is one.',
        },
      ),
    ),
  }),
);
export type LedgerEntry = Static<typeof LedgerEntry>;
export const Ledger = Type.Array(LedgerEntry);
