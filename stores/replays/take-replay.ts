import type { Database } from '../postgres/database.ts';
import { cancelOfDeleted } from './cancel-of-deleted.ts';
import { type Replay, replayColumns, startingPhase } from './replay.ts';

/** A process that has not been heard of for so long is dead: it tells each second. So is one that was last heard of by a clock that was set back since. */
const lostAfterSeconds = 15;

/** After so many deaths of its processes a replay fails: it would kill the next one too. */
const maxDeaths = 3;

const isLost = `state = 'running' AND heard_at NOT BETWEEN now() - interval '${lostAfterSeconds} seconds' AND now() + interval '${lostAfterSeconds} seconds'`;

/**
 * Takes up a replay that was begun and whose process has died or was stopped, else one that waits: of the tenants that have none at work, of the one whose last was begun first, its oldest. Null if there is none. `starts` is the number
 * of this start, by which all that the process writes is fenced: a process that was lost and comes back writes nothing.
 */
export async function takeReplay(database: Database): Promise<Replay | null> {
  const { rows: open } = await database.query<{ is_any: boolean }>(
    `SELECT EXISTS (SELECT FROM replays WHERE state IN ('queued', 'running')) AS is_any`,
  );
  if (open[0]?.is_any !== true) return null;
  await cancelOfDeleted(database);
  await database.query(
    `UPDATE replays SET state = 'failed', finished_at = now(), failure = $1 WHERE ${isLost} AND deaths + 1 >= ${maxDeaths}`,
    [
      `Its process ended ${maxDeaths} times before it was done, perhaps for want of memory: ask for fewer days, or raise --replay-memory-mib.`,
    ],
  );
  const { rows } = await database.query<Replay>(
    `UPDATE replays SET state = 'running', starts = starts + 1, deaths = deaths + CASE WHEN state = 'running' THEN 1 ELSE 0 END,
       started_at = coalesce(started_at, now()), phase_at = now(), heard_at = now(), phase = '${startingPhase}', done = 0, total = NULL
     WHERE replay_id = (
       SELECT r.replay_id FROM replays r
       WHERE (r.state = 'queued' AND NOT EXISTS (SELECT FROM replays o WHERE o.tenant_id = r.tenant_id AND o.state = 'running')) OR (${isLost})
       ORDER BY r.started_at IS NULL, (SELECT max(o.started_at) FROM replays o WHERE o.tenant_id = r.tenant_id) NULLS FIRST, r.created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${replayColumns}`,
  );
  return rows[0] ?? null;
}

/** Gives back a replay whose process has ended before it was done: at once, so that the next start need not wait until it counts as lost. */
export async function giveBackReplay(
  database: Database,
  { id, starts }: Replay,
  why: 'stopped' | 'died',
): Promise<void> {
  const change = why === 'stopped' ? `state = 'queued'` : `heard_at = now() - interval '1 hour'`;
  await database.query(`UPDATE replays SET ${change} WHERE replay_id = $1 AND starts = $2 AND state = 'running'`, [
    id,
    starts,
  ]);
}
