import Type, { type Static } from 'typebox';
import { named } from '../named.ts';
import { closed, Time, Uuid } from './fields.ts';

const counted = (what: string, total: number) =>
  closed({
    stored: Type.Integer({ minimum: 0, description: `${what} that are stored already.`, examples: [total] }),
    total: Type.Integer({ minimum: 0, description: `${what} there will be.`, examples: [total] }),
  });

/** How far a tenant with demo data is filled. */
export const DemoFilling = named(
  'DemoFilling',
  closed({
    tenantId: Uuid,
    name: Type.String({ description: 'What the tenant is called.', examples: ['Demo shop'] }),
    state: Type.Union([Type.Literal('filling'), Type.Literal('filled')], {
      description: 'filled: all of it was stored once.',
      examples: ['filled'],
    }),
    products: counted('Products', 300),
    events: counted('Events', 18_204),
    startedAt: Time,
  }),
);
export type DemoFilling = Static<typeof DemoFilling>;
