import type pg from 'pg';

/** The answers of one process to one key within one hour. `refused` are those from 400 to 499, `limited` of these those that were 429. */
export type KeyHour = { hourMs: number; requests: number; refused: number; limited: number };

const hourMs = 3_600_000;
const keptHours = 48;

/** Counts an answer into its hour. The hours before the last are dropped: they have long been written. */
export function countAnswer(hours: KeyHour[], status: number, nowMs: number): void {
  const start = nowMs - (nowMs % hourMs);
  let hour = hours.at(-1);
  if (hour === undefined || hour.hourMs < start) {
    hour = { hourMs: start, requests: 0, refused: 0, limited: 0 };
    hours.push(hour);
    if (hours.length > 2) hours.shift();
  }
  hour.requests += 1;
  if (status >= 400 && status < 500) hour.refused += 1;
  if (status === 429) hour.limited += 1;
}

/** Writes what a process has counted for keys of a tenant, each hour as a whole, and drops hours of more than two days ago. */
export async function writeKeyHours(
  client: pg.PoolClient,
  tenantId: string,
  process: string,
  counted: readonly (readonly [keyId: string, hour: KeyHour])[],
): Promise<void> {
  if (counted.length === 0) return;
  const hours = counted.map(([, hour]) => hour);
  await client.query(
    `INSERT INTO key_requests (tenant_id, key_id, hour, process, requests, refused, limited)
     SELECT $1, key_id, hour, $2, requests, refused, limited
     FROM unnest($3::uuid[], $4::timestamptz[], $5::int[], $6::int[], $7::int[]) AS h (key_id, hour, requests, refused, limited)
     ON CONFLICT (tenant_id, key_id, hour, process) DO UPDATE
       SET requests = excluded.requests, refused = excluded.refused, limited = excluded.limited`,
    [
      tenantId,
      process,
      counted.map(([keyId]) => keyId),
      hours.map((hour) => new Date(hour.hourMs)),
      hours.map(({ requests }) => requests),
      hours.map(({ refused }) => refused),
      hours.map(({ limited }) => limited),
    ],
  );
  await client.query(`DELETE FROM key_requests WHERE tenant_id = $1 AND hour < now() - interval '${keptHours} hours'`, [
    tenantId,
  ]);
}
