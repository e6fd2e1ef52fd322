/** A field that an act named, by its path with dots, and what it was before: undefined where the entry does not tell. */
export type Difference = { path: string; before: unknown; after: unknown };

/** Returns the fields of an audit entry's detail, one by one. Its `before`, where it has one, tells what was there. Lists are one value. */
export function differencesOf(detail: object): Difference[] {
  const { before = {}, ...after } = detail as Readonly<Record<string, unknown>>;
  const was = new Map(leavesOf(before));
  return leavesOf(after).map(([path, value]) => ({ path, before: was.get(path), after: value }));
}

function leavesOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path === '' ? [] : [[path, value]];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, path === '' ? name : `${path}.${name}`));
}
