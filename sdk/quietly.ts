/**
 * Runs something that must not disturb the page, which is not ours: what it throws is the end of it. Returns undefined then. The shop's console stays
 * empty whatever fails, so nothing is told either.
 */
export function quietly<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
