/** The sum of every `lag` in a readiness report, wherever it stands; Infinity where there is none, so that a lost report never passes. */
export function totalLag(report: unknown): number {
  let found = false;
  const sum = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 0;
    return Object.entries(value).reduce((total, [name, inner]) => {
      if (name !== 'lag' || typeof inner === 'object') return total + sum(inner);
      found = true;
      return total + Number(inner);
    }, 0);
  };
  const total = sum(report);
  return found ? total : Number.POSITIVE_INFINITY;
}
