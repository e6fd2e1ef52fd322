type Report = { lag?: Record<string, number> };

/** Records that all consumers together are behind, by a body of /ready; Infinity where the loader is not among them, so that a lost report never passes. */
export function totalLag(body: unknown): number {
  const { data, meta } = body as { data: Report | null; meta: Report };
  const lag = (data ?? meta).lag ?? {};
  if (!('loader/0' in lag)) return Number.POSITIVE_INFINITY;
  return Object.values(lag).reduce((sum, behind) => sum + behind, 0);
}
