import type { ContractError } from '#schemas/contract-errors.ts';
import { maxMetadataBytes } from '#schemas/events/wire-event.ts';
import { unstorablePath } from '#schemas/storable-text.ts';

/**
 * The text of `metadata` as it is stored; what is wrong with it (too large, U+0000 or a lone surrogate in a key or a text at any
 * depth) is added to `errors`.
 */
export function metadataText(metadata: object, errors: ContractError[]): string {
  const text = jsonText(metadata);
  if (text === undefined || !fitsMetadata(text)) {
    const message = `Shorten \`metadata\` to at most ${maxMetadataBytes} bytes of JSON.`;
    errors.push({ path: '/metadata', message, code: 'metadata_too_large' });
    return '';
  }
  // JSON.stringify writes U+0000 and lone surrogates as escapes, so that one look at the text spares walking the object.
  if (text.includes('\\u0000') || text.includes('\\ud')) {
    const path = unstorablePath(metadata, '/metadata');
    if (path !== undefined) errors.push(unstorable(path));
  }
  return text;
}

/** Undefined for an object nested so deeply that it cannot be written, and so is larger than metadata may be. */
export function jsonText(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether this text of JSON is within `maxMetadataBytes`. */
export function fitsMetadata(text: string): boolean {
  const worstBytesPerUnit = 3;
  return text.length * worstBytesPerUnit <= maxMetadataBytes || Buffer.byteLength(text) <= maxMetadataBytes;
}

/** The error of a text that Postgres would refuse. */
export function unstorable(path: string): ContractError {
  const message = `Remove U+0000 and lone surrogates from the text at \`${path.slice(1).replaceAll('/', '.')}\`.`;
  return { path, message, code: 'unstorable_text' };
}
