import type { Prediction } from '#domain/what-if/prediction.ts';
import type { ReplayFile } from '#schemas/http/replays.ts';
import { readLoaded } from '../events/read-loaded.ts';
import type { Database } from '../postgres/database.ts';
import { cancelOfDeleted } from './cancel-of-deleted.ts';
import { keepPrediction } from './keep-prediction.ts';
import type { Position, Replay } from './replay.ts';

/** What a replay is at, how much of that is done, and how much there is of it, if that is known. */
export type Progress = { phase: string; done: number; total: number | null };

type Start = Pick<Replay, 'id' | 'starts'>;

const ofThisStart = `replay_id = $1 AND starts = $2 AND state = 'running'`;

/** Returns behind which records the replay reads nothing: where the loader stood when the replay was first taken up. */
export async function pinPositions(database: Database, { id, starts }: Start): Promise<Position[]> {
  const loaded = await readLoaded(database);
  const now = loaded.flatMap(({ log, next }) => next.map((at, partition) => ({ log, partition, next: String(at) })));
  const { rows } = await database.query<{ positions: Position[] }>(
    `UPDATE replays SET positions = coalesce(positions, $3) WHERE ${ofThisStart} RETURNING positions`,
    [id, starts, JSON.stringify(now)],
  );
  return rows[0]?.positions ?? now;
}

/** Says how far it is. Returns false if it was cancelled, its tenant was deleted, or it was taken up by another process. */
export async function tellProgress(
  database: Database,
  { id, starts }: Start,
  { phase, done, total }: Progress,
): Promise<boolean> {
  await cancelOfDeleted(database);
  const { rowCount } = await database.query(
    `UPDATE replays SET heard_at = now(), phase_at = CASE WHEN phase IS DISTINCT FROM $3 THEN now() ELSE phase_at END,
       phase = $3, done = $4, total = $5 WHERE ${ofThisStart}`,
    [id, starts, phase, Math.round(done), total === null ? null : Math.round(total)],
  );
  return rowCount === 1;
}

/** Keeps what it found, and what it predicts, in one transaction. Returns false, and keeps nothing, if it was cancelled, its tenant was deleted, or it was taken up by another process. */
export async function finishReplay(
  database: Database,
  { id, starts }: Start,
  found: { report: object; files: readonly ReplayFile[]; filesUntil: Date | null; prediction: Prediction | null },
): Promise<boolean> {
  return database.transaction(async (client) => {
    await cancelOfDeleted(client);
    const { rowCount } = await client.query(
      `UPDATE replays SET state = 'done', finished_at = now(), report = $3, files = $4, files_until = $5, done = coalesce(total, done) WHERE ${ofThisStart}`,
      [id, starts, JSON.stringify(found.report), JSON.stringify(found.files), found.filesUntil],
    );
    if (rowCount !== 1) return false;
    if (found.prediction !== null) await keepPrediction(client, id, found.prediction);
    return true;
  });
}

/** Says why it cannot be done, and what to do; of a tenant that was deleted meanwhile, that it was. */
export async function failReplay(database: Database, { id, starts }: Start, why: string): Promise<void> {
  await cancelOfDeleted(database);
  await database.query(`UPDATE replays SET state = 'failed', finished_at = now(), failure = $3 WHERE ${ofThisStart}`, [
    id,
    starts,
    why,
  ]);
}
