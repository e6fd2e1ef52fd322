/**
 * Returns what a change is about to replace: of `value` the fields that `change` names, at every level. A list is one value, and a field that `value` does not have is left
 * out.
 */
export function asBefore(value: object, change: object): Record<string, unknown> {
  const before: Record<string, unknown> = {};
  for (const [name, wanted] of Object.entries(change)) {
    if (wanted === undefined || !Object.hasOwn(value, name)) continue;
    const held = (value as Record<string, unknown>)[name];
    before[name] = isObject(held) && isObject(wanted) ? asBefore(held, wanted) : held;
  }
  return before;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
