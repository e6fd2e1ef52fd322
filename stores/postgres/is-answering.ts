import type { Database } from './database.ts';

/** Whether Postgres answers a query within this time. A frozen server does not answer at all, so the wait ends there. */
export async function isAnswering(database: Database, withinMs: number): Promise<boolean> {
  const answered = database.query('SELECT 1').then(
    () => true,
    () => false,
  );
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs).unref());
  return Promise.race([answered, late]);
}
