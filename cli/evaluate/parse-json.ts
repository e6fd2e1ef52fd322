import { parseExactJson } from '#runtime/parse-exact-json.ts';

/** The value of a JSON text, as the server reads it; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
