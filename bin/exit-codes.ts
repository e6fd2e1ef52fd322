/** The exit codes of commands; documented in docs/cli.md. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3, partly: 4, gate: 5 } as const;

/** The exit code by the `code` of an error; for any other code it is `failed`. */
const exitCodeOf: Readonly<Record<string, number>> = {
  usage: exitCodes.usage,
  configuration: exitCodes.usage,
  folder_in_use: exitCodes.usage,
  port_unusable: exitCodes.usage,
  unfit_postgres: exitCodes.usage,
  newer_database: exitCodes.usage,
  import_conflict: exitCodes.usage,
  move_refused: exitCodes.usage,
  move_unfinished: exitCodes.usage,
  backup_refused: exitCodes.usage,
  dump_damaged: exitCodes.usage,
  restore_unfinished: exitCodes.usage,
  log_moved: exitCodes.usage,
  bad_input: exitCodes.usage,
  not_running: exitCodes.unreachable,
  server_unreachable: exitCodes.unreachable,
  database_unavailable: exitCodes.unreachable,
  unavailable: exitCodes.unreachable,
  rebuild_cancelled: exitCodes.partly,
};

/** The command was used wrongly. */
export class UsageError extends Error {
  readonly code = 'usage';
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export type CommandFailure = { code: string; message: string; exitCode: number };

/** What to do about a disk on which nothing can be written, by the `code` of what Node or SQLite throws. */
const diskAdvice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room, then do this again',
  EDQUOT: 'your quota of the disk is used up: make room, then do this again',
  EROFS: 'the disk can only be read: mount it for writing, or name another folder',
  EACCES: 'this user has no right to that',
};
const sqliteFull = 13;

/** The advice, and where that is known the file: neither Node's words nor SQLite's say what to do. */
function adviceOf(error: Error): string | undefined {
  const { code, path, errcode } = error as NodeJS.ErrnoException & { errcode?: number };
  const advice = diskAdvice[errcode === sqliteFull ? 'ENOSPC' : (code ?? '')];
  return advice === undefined
    ? undefined
    : `${path === undefined ? '' : `${path} cannot be written or opened: `}${advice}`;
}

/** Why a command has failed, for machines: `code` is stable. */
export function failureOf(error: unknown): CommandFailure {
  const given = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  // An error of Commander, such as commander.unknownOption.
  const code = given.startsWith('commander.') ? 'usage' : given;
  const message = error instanceof Error ? (adviceOf(error) ?? error.message) : String(error);
  return { code, message: message.replace(/^error: /, ''), exitCode: exitCodeOf[code] ?? exitCodes.failed };
}
