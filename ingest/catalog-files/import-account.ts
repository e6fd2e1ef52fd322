import { type CatalogImportProgress, maxListedLines, type RefusedLine } from '#schemas/http/catalog-import.ts';
import { countNotes, type Note } from '#schemas/http/notes.ts';

export type ImportTotals = Omit<CatalogImportProgress, 'errors' | 'done' | 'failure'>;

/** Adds up what becomes of a file. */
export type ImportAccount = {
  refuse(line: RefusedLine): void;
  count(what: 'created' | 'updated' | 'pending' | 'repeated' | 'retired', howMany?: number): void;
  note(notes: readonly Note[]): void;
  keep(because: string): void;
  /** Says how far the file is read. */
  advance(line: number): void;
  totals(): ImportTotals;
  /** The listed lines that were not taken yet. */
  takeErrors(): RefusedLine[];
};

export function createImportAccount(dryRun: boolean): ImportAccount {
  const totals: ImportTotals = {
    linesRead: 0,
    ...{ created: 0, updated: 0, pending: 0, rejected: 0, repeated: 0, retired: 0, errorsOmitted: 0 },
    ...(dryRun ? { dryRun } : {}),
  };
  let untaken: RefusedLine[] = [];
  let listed = 0;
  return {
    refuse(line) {
      totals.rejected += 1;
      if (listed >= maxListedLines) totals.errorsOmitted += 1;
      else {
        listed += 1;
        untaken.push(line);
      }
    },
    count(what, howMany = 1) {
      totals[what] += howMany;
    },
    note: (notes) => void countNotes([notes], totals),
    keep(because) {
      totals.keptBecause = because;
    },
    advance(line) {
      totals.linesRead = line;
    },
    totals: () => ({ ...totals }),
    takeErrors() {
      const taken = untaken;
      untaken = [];
      return taken;
    },
  };
}
