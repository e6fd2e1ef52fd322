import type { ParityReport, TableParity } from '#schemas/http/replay-reports.ts';

export type ParityQuestion = {
  /** The version that is live. */
  before: number;
  tables: readonly TableParity[];
  /** The largest share of differing rows of a table that swaps without being confirmed. */
  bound: number;
  isConfirmed: boolean;
  /** Why the versions may differ; null if nothing is known that makes a difference. */
  expected: string | null;
};

/** Says whether a new version may take over: differences above the bound stop it, unless something is known to make them or they were confirmed. */
export function judgeParity({ before, tables, bound, isConfirmed, expected }: ParityQuestion): ParityReport {
  const differing = Math.max(0, ...tables.map(differingShare));
  const report = { before, why: expected, differing, bound, tables };
  if (differing === 0) return { ...report, verdict: 'equal', why: null };
  if (expected !== null) return { ...report, verdict: 'expected' };
  if (differing <= bound) return { ...report, verdict: 'within' };
  return { ...report, verdict: isConfirmed ? 'confirmed' : 'stopped' };
}

const differingShare = ({ onlyBefore, onlyNow, changed, before, now, older }: TableParity): number =>
  (onlyBefore + onlyNow + changed) / Math.max(1, before, now - older);
