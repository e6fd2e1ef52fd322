import { pointerStep } from '#schemas/contract-errors.ts';
import { forbiddenNameError, isForbiddenName } from '#schemas/forbidden-name.ts';
import { parseExactJson } from '../parse-exact-json.ts';
import { jsonErrorPosition } from './json-error-position.ts';
import { Problem } from './problem.ts';

/** Deeper than any shop needs. Without a limit, a few KB of brackets overflow the stack of whatever walks the value. */
const maxDepth = 100;

/** Parses a body; whole numbers that a double cannot hold become texts. A 400 says where it is malformed, or where a name is that is forbidden, or that it is too deep. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(cause);
    throw new Problem(400, `The body is not valid JSON at position ${jsonErrorPosition(text)}.`, { cause });
  }
  // Short texts without these words, as most events are, need no walk; a name may be spelt with escapes.
  const isSuspect = text.includes('__proto__') || text.includes('constructor') || text.includes('\\u');
  if (isSuspect || text.length > 2 * maxDepth) {
    const path = forbiddenPath(value, isSuspect, 0);
    if (path !== undefined) {
      const error = forbiddenNameError(path);
      throw new Problem(400, `The body has a field at \`${path}\` that is taken nowhere.`, { errors: [error] });
    }
  }
  return value;
}

function tooDeep(cause?: RangeError): Problem {
  return new Problem(400, `The body nests deeper than ${maxDepth} levels: flatten it.`, { cause });
}

/** Where in the value the first name is that is forbidden, as a JSON pointer. Only a suspect is searched for names; all are for their depth. */
function forbiddenPath(value: unknown, isSuspect: boolean, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= maxDepth) throw tooDeep();
  if (Array.isArray(value)) {
    for (let place = 0; place < value.length; place++) {
      const found = forbiddenPath(value[place], isSuspect, depth + 1);
      if (found !== undefined) return pointerStep(String(place)) + found;
    }
    return undefined;
  }
  for (const name in value) {
    const inner = (value as Record<string, unknown>)[name];
    if (isSuspect && isForbiddenName(name, inner)) return pointerStep(name);
    if (typeof inner !== 'object') continue;
    const found = forbiddenPath(inner, isSuspect, depth + 1);
    if (found !== undefined) return pointerStep(name) + found;
  }
  return undefined;
}
