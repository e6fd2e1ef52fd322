/**
 * Whether a field may not be called so, wherever it comes from: `__proto__`, and `constructor` with a `prototype`, would reach an object's prototype
 * when it is copied field by field.
 */
export function isForbiddenName(name: string, value: unknown): boolean {
  if (name === '__proto__') return true;
  return name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

/** What is told of one at this path. */
export const forbiddenNameError = (path: string) => ({
  path,
  message: 'Remove this field, or call it otherwise: `__proto__` and `constructor.prototype` are taken nowhere.',
  code: 'forbidden_key',
});
