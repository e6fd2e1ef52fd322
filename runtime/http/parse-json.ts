import { Problem } from './problem.ts';

/** Keys that would reach an object's prototype when it is copied field by field (secure-json-parse looks for the same). */
const poison = /"(?:_|\\u005[fF]){2}proto(?:_|\\u005[fF]){2}"\s*:|"constructor"\s*:/;

/** Parses a body. A 400 says where it is malformed, or that it would poison a prototype. */
export function parseJson(text: string): unknown {
  if (text.length === 0) throw new Problem(400, 'The body is empty: send JSON.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `The body is not valid JSON: ${describe(error, text)}.`, { cause: error });
  }
  // The pattern may also lie within a text; only a real key is refused.
  if (poison.test(text) && hasPoisonKey(value)) {
    throw new Problem(400, 'The body has a field `__proto__` or `constructor`, which is not taken: remove it.');
  }
  return value;
}

function describe(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : '';
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined
    ? `it ends too early, at position ${text.length}`
    : `unexpected text at position ${position}`;
}

function hasPoisonKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    Object.keys(value).some(
      (name) =>
        name === '__proto__' ||
        (name === 'constructor' && typeof (value as Record<string, unknown>)[name] === 'object'),
    ) || Object.values(value).some(hasPoisonKey)
  );
}
