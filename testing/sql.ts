import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Product } from './product.ts';

/** The URL of the product's database for its owner, who sees all rows: its own one, or that of DATABASE_URL if it was given one. */
export function ownerUrlOf(product: Product): string {
  if (product.env.DATABASE_URL !== undefined) return product.env.DATABASE_URL;
  const { postgresPassword } = JSON.parse(readFileSync(join(product.dataDir, 'secrets.json'), 'utf8')) as {
    postgresPassword: string;
  };
  const port = readFileSync(join(product.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://postgres:${postgresPassword}@127.0.0.1:${port}/recomengine_dev`;
}

/** Queries the product's database as its owner. bigint columns come as text. */
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
