import type { Json } from './json.ts';

/** What isStorableText refuses, as far as a pattern can say it; written so that the regular expressions of Java, Go, Python and browsers agree on it. */
const withoutNul = '^[^\\x00]*$';

/**
 * Returns a text of a request with the bounds that the server keeps by itself, since in its own words they are told better than by a contract: no text has U+0000, and `documentedPattern` is the
 * form of what is parsed anyway, such as decimals. What is no text stays as it is.
 */
export function boundedText(schema: { [keyword: string]: Json }): { [keyword: string]: Json } {
  const { documentedPattern, ...rest } = schema;
  if (rest.type !== 'string') return rest;
  if (documentedPattern !== undefined) return { ...rest, pattern: documentedPattern };
  const isBound = ['pattern', 'format', 'const', 'enum'].some((keyword) => keyword in rest);
  return isBound ? rest : { ...rest, pattern: withoutNul };
}

/** Returns a text of an answer without the form that is asked of those that are sent: what was stored before it was asked for is answered as it is. */
export function unboundText(schema: { [keyword: string]: Json }): { [keyword: string]: Json } {
  if (schema.documentedPattern === undefined) return schema;
  const { documentedPattern: _, pattern: __, ...rest } = schema;
  return rest;
}
