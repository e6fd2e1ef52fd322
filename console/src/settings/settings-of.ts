import type { FieldContract } from '#console/queries/contract.ts';

/** One thing that can be set: its path with dots, as the form names it, and what the contract says of it. */
export type Setting = { path: string; contract: FieldContract };
export type Values = Readonly<Record<string, unknown>>;

/** Returns all that a field can show, in the order of the contract; `path` is the beginning of their names. Lists of objects are left out: they have a page of their own. */
export function settingsOf(contract: FieldContract, path: string): Setting[] {
  if (contract.items?.type === 'object') return [];
  if (contract.type !== 'object') return [{ path, contract }];
  return Object.entries(contract.properties ?? {}).flatMap(([name, part]) => settingsOf(part, `${path}.${name}`));
}

/** Returns the value at a path. */
export const valueAt = (values: Values, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Values | undefined)?.[name], values);

/** Writes a value as its field shows it: lists have a line for each entry. */
export const toText = (value: unknown): string =>
  Array.isArray(value) ? value.join('\n') : value === undefined ? '' : String(value);

/** Returns what the fields show of what is set, by path. */
export const textsOf = (settings: readonly Setting[], set: Values): Record<string, string> =>
  Object.fromEntries(settings.map(({ path }) => [path, toText(valueAt(set, path))]));

/** Reads what a field shows. A number that is none is handed on as text, so that the API says what is wrong with it. */
export function fromText(text: string, { type }: FieldContract): unknown {
  if (type === 'boolean') return text === 'true';
  if (type === 'integer' || type === 'number')
    return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (type === 'array')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  return text.trim();
}

/** Returns the part of a form's values that differs from what is set, as a change of the API: nested, and no more than it. Null if nothing differs. */
export function changeOf(
  settings: readonly Setting[],
  set: Values,
  form: Readonly<Record<string, string>>,
): Values | null {
  const change: Record<string, unknown> = {};
  for (const { path, contract } of settings) {
    const text = form[path];
    if (text === undefined || text === toText(valueAt(set, path))) continue;
    const names = path.split('.');
    const last = names.pop() ?? path;
    let at = change;
    for (const name of names) {
      at[name] ??= {};
      at = at[name] as Record<string, unknown>;
    }
    at[last] = fromText(text, contract);
  }
  return Object.keys(change).length === 0 ? null : change;
}

/** Says what a setting may be: `0 to 86,400`, `at most 50 entries`. */
export function limitsText({ minimum, maximum, maxItems }: FieldContract): string {
  if (maxItems !== undefined) return `at most ${maxItems} entries, one a line`;
  if (minimum === undefined || maximum === undefined) return '';
  return `${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}`;
}
