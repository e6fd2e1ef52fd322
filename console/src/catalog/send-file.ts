import type { ProductLine } from '#console/catalog/read-product-file.ts';
import { type RepeatedLine, withoutRepeats } from '#console/catalog/repeated-lines.ts';
import { turnsOf } from '#console/catalog/turns-of.ts';
import type { Answer } from '#console/http/ask.ts';
import type { CatalogBatchReceipt } from '#schemas/http/catalog.ts';

/** A line that did not become a product, and everything that is wrong with it. */
export type RefusedLine = { line: number; productId: string; problems: string[] };
/** A line that became a product otherwise than it stands in the file, and in what. */
export type KeptLine = { line: number; productId: string; notes: string[] };
export type Report = {
  created: number;
  updated: number;
  /** Durable, and in the catalog soon. */
  pending: number;
  refused: RefusedLine[];
  /** Lines that are in, or would be, otherwise than they stand in the file; not known of files that the API reads. */
  kept?: readonly KeptLine[];
  /** How many lines are through, of all; null if it is not known of how many. */
  done: number;
  total: number | null;
  /** Refused lines that are counted and not listed. */
  unlisted?: number;
  /** Products whose id came before in the file: the first one counts. */
  repeated?: number;
  /** Where these stand, in the order of the file; not known of files that the API reads. */
  repeats?: readonly RepeatedLine[];
  /** Products that the file lacks, and that become unavailable. */
  retired?: number;
  /** Why none did although the file lacks some. */
  keptBecause?: string | null;
};

/** Sends the products of a file in turns, one after the other, and tells after each how far it is. Lines that hold no product are refused first, and of one id the first line alone is sent. Throws what `send` throws; the turns before it are done. */
export async function sendFile(
  lines: readonly ProductLine[],
  send: (items: unknown[]) => Promise<Answer<CatalogBatchReceipt>>,
  onProgress: (report: Report) => void,
): Promise<Report> {
  const unread = lines.flatMap((line) =>
    'problem' in line ? [{ line: line.line, productId: '', problems: [line.problem] }] : [],
  );
  const { firsts, repeats } = withoutRepeats(lines.flatMap((line) => ('product' in line ? [line] : [])));
  let report: Report = {
    created: 0,
    updated: 0,
    pending: 0,
    refused: unread,
    repeated: repeats.length,
    repeats,
    done: unread.length + repeats.length,
    total: lines.length,
  };
  onProgress(report);
  for (const turn of turnsOf(firsts)) {
    const { data } = await send(turn.map(({ product }) => product));
    report = {
      ...report,
      created: report.created + data.created,
      updated: report.updated + data.updated,
      pending: report.pending + data.pending,
      refused: [...report.refused, ...refusedOf(data, turn)],
      kept: [...(report.kept ?? []), ...keptOf(data, turn)],
      done: report.done + turn.length,
    };
    onProgress(report);
  }
  return { ...report, refused: report.refused.toSorted((a, b) => a.line - b.line) };
}

type Turn = readonly { line: number; product: unknown }[];

function keptOf({ results }: CatalogBatchReceipt, turn: Turn): KeptLine[] {
  return results.flatMap(({ index, notes = [] }) => {
    const sent = turn[index];
    if (notes.length === 0 || sent === undefined) return [];
    return [{ line: sent.line, productId: idOf(sent.product), notes: notes.map(({ message }) => message) }];
  });
}

function refusedOf({ results }: CatalogBatchReceipt, turn: Turn): RefusedLine[] {
  return results.flatMap(({ index, status, errors = [] }) => {
    const sent = turn[index];
    if (status !== 'rejected' || sent === undefined) return [];
    const problems = errors.map(({ message }) => message);
    return [{ line: sent.line, productId: idOf(sent.product), problems }];
  });
}

function idOf(product: unknown): string {
  const id = typeof product === 'object' && product !== null && 'productId' in product ? product.productId : '';
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}
