import { jsonErrorPosition } from './json-error-position.ts';
import { Problem } from './problem.ts';

/** Deeper than any shop needs. Without a limit, a few KB of brackets overflow the stack of whatever walks the value. */
const maxDepth = 100;

/** Parses a body. A 400 says where it is malformed, or that it is too deep or would poison a prototype. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem(400, `The body is not valid JSON at position ${jsonErrorPosition(text)}.`, { cause });
  }
  // Short texts without these words, as most events are, need no walk; a name may be spelt with escapes.
  const isSuspect = text.includes('__proto__') || text.includes('constructor') || text.includes('\\u');
  if (isSuspect || text.length > 2 * maxDepth) refuseDangerous(value, isSuspect, 0);
  return value;
}

/** `__proto__`, and `constructor` with a `prototype`, would reach an object's prototype when it is copied field by field. */
function refuseDangerous(value: unknown, isSuspect: boolean, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw new Problem(400, `The body nests deeper than ${maxDepth} levels: flatten it.`);
  if (Array.isArray(value)) {
    for (const inner of value) refuseDangerous(inner, isSuspect, depth + 1);
    return;
  }
  for (const name in value) {
    const inner = (value as Record<string, unknown>)[name];
    if (isSuspect && isPoison(name, inner))
      throw new Problem(400, `The body has a field \`${name}\`, which is not taken: remove it.`);
    if (typeof inner === 'object') refuseDangerous(inner, isSuspect, depth + 1);
  }
}

function isPoison(name: string, value: unknown): boolean {
  if (name === '__proto__') return true;
  return name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
