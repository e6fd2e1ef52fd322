import { pointerStep } from './contract-errors.ts';

/** Whether Postgres takes this text: it has no U+0000 and no lone surrogate. One text with either would make Postgres refuse a whole batch. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Returns the JSON pointer of the first key or text in `value` that is not storable, or undefined. */
export function unstorablePath(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return isStorableText(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    // Such a key cannot be written into an answer either, so the object that has it is named.
    const found = isStorableText(key) ? unstorablePath(inner, path + pointerStep(key)) : path;
    if (found !== undefined) return found;
  }
  return undefined;
}
