/**
 * `newer` with each part that is as it was taken from `older`. What is drawn from such a part stays as it is: a row that is being edited, an unfolded one, the focus. An item of a list is
 * found again wherever it stands now. Only plain objects and lists are compared; anything else is as new.
 */
export function keepUnchanged<Answer>(older: unknown, newer: Answer): Answer;
export function keepUnchanged(older: unknown, newer: unknown): unknown {
  if (Array.isArray(older) && Array.isArray(newer)) return keepItems(older, newer);
  if (isPlain(older) && isPlain(newer)) return keepFields(older, newer);
  return newer;
}

function keepItems(older: readonly unknown[], newer: readonly unknown[]): readonly unknown[] {
  const byText = new Map(older.map((item) => [JSON.stringify(item), item]));
  const items = newer.map((item, at) => {
    const same = byText.get(JSON.stringify(item));
    return keepUnchanged(same === undefined ? older[at] : same, item);
  });
  const isSame = older.length === items.length && items.every((item, at) => item === older[at]);
  return isSame ? older : items;
}

function keepFields(older: Record<string, unknown>, newer: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(newer);
  const kept = Object.fromEntries(names.map((name) => [name, keepUnchanged(older[name], newer[name])]));
  const isSame =
    names.length === Object.keys(older).length && names.every((name) => name in older && kept[name] === older[name]);
  return isSame ? older : kept;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
