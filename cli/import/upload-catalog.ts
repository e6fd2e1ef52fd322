import { Readable } from 'node:stream';
import { oneOrMany, several } from '#domain/several.ts';
import type { CatalogFileFormat, CatalogImportProgress, RefusedLine } from '#schemas/http/catalog-import.ts';
import { askServer } from '../ask-server.ts';
import { RefusedRequest } from '../refused-request.ts';
import { openSource } from './open-source.ts';
import { readAnswerLines } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import type { Sender } from './send-events.ts';

export type UploadOptions = Sender & {
  format: CatalogFileFormat;
  /** A file or a URL. */
  source: string;
  /** More of the query, as the API has it. */
  query: Readonly<Record<string, string>>;
  onProgress: (linesRead: number) => void;
};

export type UploadSummary = Omit<CatalogImportProgress, 'errors' | 'done' | 'failure'> & {
  format: CatalogFileFormat;
  file: string;
  /** Every line that the API refused. */
  refusedLines: RefusedLine[];
  /** The same by reason. */
  refused: Refusal[];
  seconds: number;
};

/** Sends a file of products to POST /catalog/import as it is, piece by piece. Throws `SourceUnreadable`, `RefusedRequest` and `UploadEnded`; the same file again then converges. */
export async function uploadCatalog({
  url,
  key,
  signal,
  format,
  source,
  query,
  onProgress,
}: UploadOptions): Promise<UploadSummary> {
  const startedAt = performance.now();
  const input = await openSource(source, signal);
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
    body: input as never,
    duplex: 'half',
    signal: signal ?? null,
  };
  const response = await askServer(url, `/api/v1/catalog/import?${new URLSearchParams({ ...query, format })}`, init);
  if (!response.ok || response.body === null) throw new RefusedRequest(response.status, await response.text());
  const refusedLines: RefusedLine[] = [];
  let last: CatalogImportProgress | undefined;
  for await (const line of readAnswerLines(Readable.fromWeb(response.body))) {
    last = JSON.parse(line) as CatalogImportProgress;
    refusedLines.push(...last.errors);
    onProgress(last.linesRead);
  }
  if (last?.done !== true) throw new UploadEnded(last);
  const { errors: _, done: __, failure: ___, ...counts } = last;
  const seconds = (performance.now() - startedAt) / 1000;
  return { format, file: source, ...counts, refusedLines, refused: byReason(refusedLines), seconds };
}

/** The server read the file up to some place, and says why not further. */
class UploadEnded extends Error {
  readonly code = 'upload_ended';
  constructor(last: CatalogImportProgress | undefined) {
    const settled = (last?.created ?? 0) + (last?.updated ?? 0) + (last?.pending ?? 0);
    super(
      `${last?.failure ?? 'The answer broke off.'} ${several(settled, 'product')} ${oneOrMany(settled, 'is', 'are')} in; the same command sends the whole file again.`,
    );
    this.name = 'UploadEnded';
  }
}

function byReason(lines: readonly RefusedLine[]): Refusal[] {
  const refusals = createRefusals();
  for (const { line, productId, errors } of lines)
    refusals.add(
      errors.map(({ message }) => message).join(' '),
      `line ${line}${productId === undefined ? '' : `, product ${productId}`}`,
    );
  return refusals.list();
}
