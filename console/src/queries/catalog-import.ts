import { askForResponse } from '#console/http/ask.ts';
import { jsonLinesIn } from '#console/http/json-lines.ts';
import { textOf } from '#console/http/server-events.ts';
import type { Space } from '#console/queries/catalog.ts';
import type { CatalogFileFormat, CatalogImportProgress } from '#schemas/http/catalog-import.ts';

/** How a file goes into the catalog. `full`: it is the whole catalog, and what it lacks becomes unavailable, unless that were more than `retireUpTo` percent of what is available. */
export type ImportQuery = {
  format: CatalogFileFormat;
  space: Space;
  dryRun: boolean;
  encoding?: 'latin1';
  full?: boolean;
  retireUpTo?: number;
};

/** Sends a file of products as it is, and yields how far it is; the last line has `done`. With `dryRun` only says what would become of it. */
export async function* importFile(
  tenantId: string,
  query: ImportQuery,
  file: Blob,
  signal: AbortSignal,
): AsyncGenerator<CatalogImportProgress> {
  const { body } = await askForResponse('POST', `/api/v1/tenants/${tenantId}/catalog/import`, {
    query,
    file,
    signal,
  });
  if (body === null) throw new Error('The answer was cut off before its first line.');
  yield* jsonLinesIn<CatalogImportProgress>(textOf(body));
}
