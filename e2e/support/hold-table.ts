import pg from 'pg';
import { type Product, waitFor } from '#testing/product.ts';
import { ownerUrlOf, queryProduct } from '#testing/sql.ts';

export type HeldTable = {
  /** Resolves when so many connections wait for the table that say this of themselves (`application_name`). */
  awaited(applicationName: string, connections: number): Promise<void>;
  /** Lets all of them go on; once more has no effect. */
  release(): Promise<void>;
};

/** Holds up whoever uses a table of the product until it is released. `EXCLUSIVE`: those alone that write to it. */
export async function holdTable(
  product: Product,
  table: string,
  mode: 'EXCLUSIVE' | 'ACCESS EXCLUSIVE',
): Promise<HeldTable> {
  const client = new pg.Client({ connectionString: ownerUrlOf(product) });
  let isHeld = true;
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${client.escapeIdentifier(table)} IN ${mode} MODE`);
  return {
    awaited: (applicationName, connections) =>
      waitFor(
        async () => {
          // Within a transaction Postgres shows the activity of its first look again.
          const [row] = await queryProduct<{ waiting: number }>(
            product,
            `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`,
            [applicationName],
          );
          return row?.waiting === connections;
        },
        () => `${connections} connections of ${applicationName} wait for ${table}`,
      ),
    async release() {
      if (!isHeld) return;
      isHeld = false;
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}
