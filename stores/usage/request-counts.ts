import { randomUUID } from 'node:crypto';
import type { Scope } from '#domain/scope.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Database } from '../postgres/database.ts';

const writeEveryMs = 1_000;

/**
 * Counts recommendation requests of each scope by month (UTC) in table `recommendation_requests`, once a second. A process that is killed loses at most
 * its last second, or what came while Postgres was away; no request is ever counted twice. Events are counted from the log, exactly.
 */
export type RequestCounts = { count(scope: Scope, requests: number): void; close(): Promise<void> };

type Sum = { scope: Scope; month: string; requests: number; written: number };

export function openRequestCounts(
  database: Database,
  onError: (error: unknown) => void,
  now: () => number = Date.now,
): RequestCounts {
  const process = randomUUID();
  /** One count for each scope and month; counts of past months are dropped once they are written. */
  const sums = new Map<string, Sum>();
  let month = { name: '', endsMs: 0 };

  const write = async (): Promise<void> => {
    const due = [...sums.values()]
      .filter(({ requests, written }) => requests > written)
      .map((sum) => ({ sum, requests: sum.requests }));
    if (due.length > 0) await writeSums(database, process, due);
    for (const { sum, requests } of due) sum.written = requests;
    for (const [key, sum] of sums) if (sum.month !== month.name && sum.written === sum.requests) sums.delete(key);
  };
  const writing = keepDoing(write, { everyMs: writeEveryMs, onError });
  return {
    count(scope, requests) {
      if (now() >= month.endsMs) month = monthOf(now());
      const key = `${scope} ${month.name}`;
      const sum = sums.get(key);
      if (sum === undefined) sums.set(key, { scope, month: month.name, requests, written: 0 });
      else sum.requests += requests;
    },
    async close() {
      await writing.close();
      await write()
        .then(() => giveToNobody(database, process, [...new Set([...sums.values()].map(({ scope }) => scope))]))
        .catch(onError);
    },
  };
}

/** Writes the whole sum of this process each time, so that a write whose answer was lost may be repeated. Rows are sorted, so that processes cannot deadlock. */
async function writeSums(
  database: Database,
  process: string,
  due: readonly { sum: Sum; requests: number }[],
): Promise<void> {
  await database.scoped({ scopes: due.map(({ sum }) => sum.scope) }, (client) =>
    client.query({
      name: 'write-requests',
      text: `INSERT INTO recommendation_requests (scope, month, process, requests)
             SELECT scope, month, $1, requests FROM unnest($2::integer[], $3::date[], $4::bigint[]) AS r (scope, month, requests) ORDER BY scope, month
             ON CONFLICT (scope, month, process) DO UPDATE SET requests = excluded.requests`,
      values: [
        process,
        due.map(({ sum }) => sum.scope),
        due.map(({ sum }) => sum.month),
        due.map(({ requests }) => requests),
      ],
    }),
  );
}

/** Run at the end, so that a process does not leave a row for each scope behind. If it is repeated, there is nothing left to add. */
async function giveToNobody(database: Database, process: string, scopes: readonly Scope[]): Promise<void> {
  if (scopes.length === 0) return;
  await database.scoped({ scopes }, (client) =>
    client.query(
      `WITH given AS (DELETE FROM recommendation_requests WHERE process = $1 AND scope = ANY ($2) RETURNING scope, month, requests)
       INSERT INTO recommendation_requests AS r (scope, month, process, requests)
       SELECT scope, month, '00000000-0000-0000-0000-000000000000', requests FROM given ORDER BY scope, month
       ON CONFLICT (scope, month, process) DO UPDATE SET requests = r.requests + excluded.requests`,
      [process, scopes],
    ),
  );
}

function monthOf(atMs: number): { name: string; endsMs: number } {
  const at = new Date(atMs);
  return {
    name: `${at.toISOString().slice(0, 7)}-01`,
    endsMs: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1),
  };
}
