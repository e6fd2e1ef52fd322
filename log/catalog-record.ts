import type { CatalogChange } from '#domain/catalog-item.ts';
import { CodecError, decodeCatalogChange } from './codec.ts';
import type { LogRecord } from './event-log.ts';

/** Decodes a record of topic `catalog`. A null value, the log's own way to delete, deletes the product that its key names. Throws `CodecError`. */
export function decodeCatalogRecord({ key, value, timestampMs }: LogRecord): CatalogChange {
  if (value !== null) return decodeCatalogChange(value);
  const [, scope, productId] = /^(\d{1,9}):(.+)$/s.exec(key) ?? [];
  if (scope === undefined || productId === undefined)
    throw new CodecError('undecodable', 'A tombstone of topic catalog has no key of a scope and a product.');
  return { scope: Number(scope), productId, op: 'delete', receivedAtMs: timestampMs, createdAtMs: null, item: null };
}
