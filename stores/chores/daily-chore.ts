import type { Database } from '../postgres/database.ts';

/** Whether a chore was last done a day or longer ago, or never, by the clock of Postgres, which is the same for all processes. If that clock was set back behind the last time, it is due too: else it would wait until the clock comes by again. */
export async function isDailyDue(database: Database, name: string): Promise<boolean> {
  const { rows } = await database.query<{ is_due: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM chores WHERE name = $1 AND ran_at > now() - interval '1 day' AND ran_at <= now()) AS is_due`,
    [name],
  );
  return rows[0]?.is_due === true;
}

/** Notes that the chore was done now, so that no process does it again within a day. */
export async function markDailyDone(database: Database, name: string): Promise<void> {
  await database.query(
    'INSERT INTO chores (name, ran_at) VALUES ($1, now()) ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at',
    [name],
  );
}

/** Returns how long ago a chore was last done, ms; null if it never was. */
export async function readChoreAge(database: Database, name: string): Promise<number | null> {
  const { rows } = await database.query<{ ms: number }>(
    'SELECT (extract(epoch FROM now() - ran_at) * 1000)::double precision AS ms FROM chores WHERE name = $1',
    [name],
  );
  return rows[0]?.ms ?? null;
}
