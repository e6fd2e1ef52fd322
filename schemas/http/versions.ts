import Type, { type Static } from 'typebox';
import { closed } from './fields.ts';

/** The newest of a widget or of a list of rules; older ones are dropped with the next save. */
export const keptVersions = 100;

export const RollbackBody = closed({
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'What it becomes again.', examples: [2] }),
});
export type RollbackBody = Static<typeof RollbackBody>;
