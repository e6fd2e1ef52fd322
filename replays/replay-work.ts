import type { Prediction } from '#domain/what-if/prediction.ts';
import type { EventLog } from '#log/event-log.ts';
import type { ReplayFile } from '#schemas/http/replays.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Position, Replay } from '#stores/replays/replay.ts';

/** What a kind of replay is given to work with. */
export type ReplayWork<Settings> = {
  replay: Pick<Replay, 'id' | 'tenantId' | 'starts'>;
  settings: Settings;
  /** As the processors log in. */
  database: Database;
  openLog(): Promise<EventLog>;
  /** Nothing at or behind these is read of the events, so that a second start finds the same. */
  positions: readonly Position[];
  /** The replay's own folder, for what can be downloaded. */
  folder: string;
  archiveDir: string;
  memoryMib: number;
  /** Aborts when the replay is cancelled, or its process is told to stop. */
  signal: AbortSignal;
  tell(phase: string, done: number, total: number | null): void;
};

/** What a replay found. */
export type Found<Report extends object = object> = {
  report: Report;
  files: readonly ReplayFile[];
  /** What an experiment would find, if it predicts that. */
  prediction?: Prediction | null;
};

/** A replay cannot be done as it was asked for; the message says what to do. */
export class ReplayRefused extends Error {
  readonly code = 'replay_refused';
  constructor(message: string) {
    super(message);
    this.name = 'ReplayRefused';
  }
}
