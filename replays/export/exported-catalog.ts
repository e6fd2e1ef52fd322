import { priceE4Of } from '#domain/price.ts';
import type { Scope } from '#domain/scope.ts';
import { catalogItems } from '#stores/catalog/catalog-items.ts';
import { itemColumns } from '#stores/catalog/read-items.ts';
import type { Database } from '#stores/postgres/database.ts';
import { liveVersion } from '#stores/projections/live-rows.ts';
import type { ExportedTable, Row } from './exported-table.ts';

/** The products as they are when the file is written. */
export const exportedCatalog: ExportedTable = {
  name: 'catalog',
  columns: [
    { name: 'productId', kind: 'text' },
    { name: 'name', kind: 'text' },
    { name: 'category', kind: 'text' },
    { name: 'price', kind: 'money' },
    { name: 'currency', kind: 'text', isNullable: true },
    { name: 'imageUrl', kind: 'text', isNullable: true },
    { name: 'url', kind: 'text', isNullable: true },
    { name: 'description', kind: 'text', isNullable: true },
    { name: 'attributes', kind: 'json' },
    { name: 'available', kind: 'boolean' },
    { name: 'createdAt', kind: 'time' },
    { name: 'updatedAt', kind: 'time' },
  ],
};

const rowsPerRead = 2_000;

/** A page of products in the order of their ids; takes the scope, the id before it, and how many. */
export const catalogPageSql = `SELECT ${itemColumns} FROM ${catalogItems.name} t
  WHERE t.version = ${liveVersion(catalogItems)} AND t.scope = $1 AND NOT t.deleted AND t.product_id > $2 ORDER BY t.product_id LIMIT $3`;

/** All products of a scope in the order of their ids. */
export async function* readCatalog(database: Database, scope: Scope): AsyncGenerator<Row[]> {
  for (let after = ''; ; ) {
    const { rows } = await database.query<Record<string, string | Date | boolean | null>>(catalogPageSql, [
      scope,
      after,
      rowsPerRead,
    ]);
    yield rows.map((row) => ({ ...row, price: priceE4Of(String(row.price)) ?? 0n }));
    if (rows.length < rowsPerRead) return;
    after = String(rows.at(-1)?.productId);
  }
}
