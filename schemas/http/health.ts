import Type, { type Static } from 'typebox';
import { closed } from './fields.ts';

/** GET /health: the process answers. */
export const Health = closed({ status: Type.Literal('ok') });
export type Health = Static<typeof Health>;

const PartState = Type.Union([Type.Literal('up'), Type.Literal('degraded'), Type.Literal('down')]);

/**
 * GET /ready: 200 while the process does its work (ready, degraded), else a 503 problem with the same in `meta`: for instance if ingest has lost
 * its log, or if the models of the query API have not read the log yet.
 */
export const Readiness = closed({
  status: Type.Union([Type.Literal('ready'), Type.Literal('degraded'), Type.Literal('unready')]),
  parts: Type.Record(
    Type.String(),
    closed({
      state: PartState,
      detail: Type.Optional(Type.String({ description: 'What is wrong, for INTERNAL_API_KEY alone.' })),
    }),
    { description: 'Each dependency by name.', examples: [{ postgres: { state: 'up' }, log: { state: 'up' } }] },
  ),
  lag: Type.Record(Type.String(), Type.Integer({ minimum: 0 }), {
    description: 'Records that each consumer is behind in each partition.',
    examples: [{ 'loader/0': 0, 'models/events/0': 3 }],
  }),
});
export type Readiness = Static<typeof Readiness>;
