import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Report = { lag?: Record<string, number> };

/** Returns how many records all consumers together are behind, by a body of /ready; Infinity if the loader is missing, so that a lost report never passes. */
export function totalLag(body: unknown): number {
  const { data, meta } = body as { data: Report | null; meta: Report };
  const lag = (data ?? meta).lag ?? {};
  if (!('loader/0' in lag)) return Number.POSITIVE_INFINITY;
  return Object.values(lag).reduce((sum, behind) => sum + behind, 0);
}

/** Returns the headers with which /ready gives a new report with details; without them the report may be a second old and has no details. */
export function internalHeaders(product: { dataDir: string; env: Readonly<Record<string, string>> }): {
  authorization: string;
} {
  const { INTERNAL_API_KEY: given } = product.env;
  const key = given ?? JSON.parse(readFileSync(join(product.dataDir, 'secrets.json'), 'utf8')).internalApiKey;
  return { authorization: `Bearer ${key}` };
}
