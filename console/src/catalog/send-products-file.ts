import { type FileEncoding, textOfFile } from '#console/catalog/file-encoding.ts';
import type { FileKind } from '#console/catalog/file-kinds.ts';
import { followImport } from '#console/catalog/import-report.ts';
import { notText, tellingBytes } from '#console/catalog/not-text.ts';
import { readProductFile } from '#console/catalog/read-product-file.ts';
import { type Report, sendFile } from '#console/catalog/send-file.ts';
import { type Space, sendProducts } from '#console/queries/catalog.ts';
import { importFile } from '#console/queries/catalog-import.ts';

/** What a browser holds in its memory without trouble. */
const maxFileMiB = 100;

/** A file, what it is, and how it goes in. */
export type ChosenFile = {
  file: File;
  kind: FileKind;
  encoding: FileEncoding;
  isFull: boolean;
  retireUpTo: number;
};

/**
 * Puts a file of products into the catalog of a tenant, or with `dryRun` only says what would become of it. Our own kinds are read here and sent in turns; those of other software go to
 * the API as they are, of any size. Throws what the requests throw, and if the file is none of its kind; what was settled by then stays.
 */
export async function sendProductsFile(
  tenantId: string,
  space: Space,
  { file, kind, encoding, isFull, retireUpTo }: ChosenFile,
  dryRun: boolean,
  onProgress: (report: Report) => void,
  signal: AbortSignal,
): Promise<Report> {
  const why = notText(new Uint8Array(await file.slice(0, tellingBytes).arrayBuffer()), kind !== 'own');
  if (why !== null) throw new Error(why);
  if (kind !== 'own') {
    const query = {
      format: kind,
      space,
      dryRun,
      // Left out, XML is read as it says itself.
      ...(encoding === 'utf-8' ? {} : { encoding }),
      ...(isFull ? { full: true, retireUpTo } : {}),
    };
    return followImport(importFile(tenantId, query, file, signal), onProgress);
  }
  if (file.size > maxFileMiB * 1024 * 1024)
    throw new Error(`The file has more than ${maxFileMiB} MiB: split it, or send it by the API.`);
  const { lines } = readProductFile(textOfFile(new Uint8Array(await file.arrayBuffer()), encoding));
  return sendFile(lines, (items) => sendProducts(tenantId, { space, dryRun }, items, signal), onProgress);
}
