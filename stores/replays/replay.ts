import type { ExportReport } from '#schemas/http/replay-reports.ts';
import type { ReplayTask } from '#schemas/http/replay-settings.ts';
import type { ReplayFile, ReplayState } from '#schemas/http/replays.ts';

/** Behind which records a replay reads nothing: of each log of events, by partition, the offset of the next one. */
export type Position = ExportReport['positions'][number];

/** A replay as its row has it; times are dates. */
export type Replay = ReplayTask & {
  id: string;
  tenantId: string;
  state: ReplayState;
  /** How many of its tenant come before it; null unless it waits. */
  waitingFor: number | null;
  /** Null unless it is running. */
  phase: string | null;
  done: number;
  total: number | null;
  starts: number;
  createdAt: Date;
  createdBy: string | null;
  startedAt: Date | null;
  phaseAt: Date | null;
  finishedAt: Date | null;
  failure: string | null;
  report: Record<string, unknown> | null;
  files: ReplayFile[];
  filesUntil: Date | null;
};

/** The phase of a replay that was taken up and has not said yet what it is at. */
export const startingPhase = 'starting';

/** What a query of the table `replays` selects to have a `Replay`. */
export const replayColumns = `replay_id AS id, tenant_id AS "tenantId", kind, settings, state, CASE WHEN state = 'running' THEN phase END AS phase, done::float8 AS done, total::float8 AS total, starts,
  created_at AS "createdAt", created_by AS "createdBy", started_at AS "startedAt", phase_at AS "phaseAt", finished_at AS "finishedAt",
  failure, report, files, files_until AS "filesUntil",
  CASE WHEN state = 'queued' THEN (
    SELECT count(*)::int FROM replays b WHERE b.tenant_id = replays.tenant_id
      AND (b.state = 'running' OR (b.state = 'queued' AND (b.created_at, b.replay_id) < (replays.created_at, replays.replay_id)))
  ) END AS "waitingFor"`;
