import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Report = { lag?: Record<string, number> };

/** Records that all consumers together are behind, by a body of /ready; Infinity where the loader is not among them, so that a lost report never passes. */
export function totalLag(body: unknown): number {
  const { data, meta } = body as { data: Report | null; meta: Report };
  const lag = (data ?? meta).lag ?? {};
  if (!('loader/0' in lag)) return Number.POSITIVE_INFINITY;
  return Object.values(lag).reduce((sum, behind) => sum + behind, 0);
}

/** What /ready is asked with to tell of now and of what is wrong; without it, it tells of a second ago, and less. */
export function internalHeaders(product: { dataDir: string; env: Readonly<Record<string, string>> }): {
  authorization: string;
} {
  const { INTERNAL_API_KEY: given } = product.env;
  const key = given ?? JSON.parse(readFileSync(join(product.dataDir, 'secrets.json'), 'utf8')).internalApiKey;
  return { authorization: `Bearer ${key}` };
}
