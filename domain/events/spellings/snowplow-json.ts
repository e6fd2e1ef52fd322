import { type Fields, firstId } from './loose-values.ts';

/** Reads a field of Snowplow's tracker protocol that holds JSON: `plain` is its text, `base64` the same in base64 of URLs. Undefined if there is none, or it cannot be read. Never throws. */
export function readSnowplowJson(plain: unknown, base64: unknown): unknown {
  try {
    if (typeof plain === 'string') return JSON.parse(plain);
    return typeof base64 === 'string' ? JSON.parse(Buffer.from(base64, 'base64url').toString('utf8')) : undefined;
  } catch {
    return undefined;
  }
}

/** The name in the address of a self-describing value's schema, `iglu:VENDOR/NAME/FORMAT/VERSION`. */
export const schemaNameOf = ({ schema }: Fields): string | undefined => firstId(schema)?.split('/')[1];
