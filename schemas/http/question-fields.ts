import Type from 'typebox';
import { named } from '../named.ts';
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
