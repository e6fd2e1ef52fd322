import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Product } from './product.ts';

/** The URL of the product's own database for its owner, who sees all rows. */
export function ownerUrlOf(product: Product): string {
  const { postgresPassword } = JSON.parse(readFileSync(join(product.dataDir, 'secrets.json'), 'utf8')) as {
    postgresPassword: string;
  };
  const port = readFileSync(join(product.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://postgres:${postgresPassword}@127.0.0.1:${port}/recomengine_dev`;
}

/** Queries the product's own database as its owner. bigint columns come as text. */
export async function queryProduct<R extends object>(
  product: Product,
  sql: string,
  values: readonly unknown[],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: ownerUrlOf(product) });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as R[];
  } finally {
    await client.end();
  }
}
