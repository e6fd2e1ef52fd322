import type { Report } from '#console/catalog/send-file.ts';
import type { CatalogImportProgress } from '#schemas/http/catalog-import.ts';

/** Follows a file that the API reads: tells after each line of its progress how far it is, and returns what became of all of it. Throws if it ends early: what is settled stays. */
export async function followImport(
  progress: AsyncIterable<CatalogImportProgress>,
  onProgress: (report: Report) => void,
): Promise<Report> {
  let report: Report | null = null;
  for await (const line of progress) {
    report = added(report, line);
    onProgress(report);
    if (line.failure !== undefined) throw new Error(line.failure);
    if (line.done) return report;
  }
  throw new Error('The answer was cut off. What is settled stays: send the file again.');
}

/** Counts are totals, refused lines are those since the last line. */
function added(before: Report | null, line: CatalogImportProgress): Report {
  const refused = line.errors.map(({ line: at, productId = '', errors }) => ({
    line: at,
    productId,
    problems: errors.map(({ message }) => message),
  }));
  return {
    created: line.created,
    updated: line.updated,
    pending: line.pending,
    refused: [...(before?.refused ?? []), ...refused],
    unlisted: line.errorsOmitted,
    repeated: line.repeated,
    retired: line.retired,
    keptBecause: line.keptBecause ?? null,
    done: line.linesRead,
    total: null,
  };
}
