import type { ReplayView } from '#schemas/http/replays.ts';
import type { Replay } from '#stores/replays/replay.ts';

/** A replay as the API tells of it. The estimate goes by how long its phase has taken so far. */
export function replayView(replay: Replay, nowMs: number): ReplayView {
  const { kind, settings, state, phaseAt, done, total } = replay;
  const isRunning = state === 'running' && phaseAt !== null && total !== null && done > 0;
  return {
    id: replay.id,
    kind,
    settings,
    state,
    waitingFor: replay.waitingFor,
    phase: replay.phase,
    done,
    total,
    secondsLeft: isRunning
      ? Math.max(0, Math.round(((nowMs - phaseAt.getTime()) * (total - done)) / done / 1_000))
      : null,
    starts: replay.starts,
    createdAt: replay.createdAt.toISOString(),
    startedAt: replay.startedAt?.toISOString() ?? null,
    finishedAt: replay.finishedAt?.toISOString() ?? null,
    createdBy: replay.createdBy,
    failure: replay.failure,
    report: replay.report,
    files: replay.files,
    filesUntil: replay.filesUntil?.toISOString() ?? null,
  };
}
