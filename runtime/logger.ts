import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { isExpectedFailure, isPeerAway } from './expected-failure.ts';

export type { Logger } from 'pino';

export type LoggerOptions = {
  level: string;
  /** True: JSON lines for machines. False: lines for a person at a terminal. */
  isJson: boolean;
  /** The process that logs. */
  name: string;
  /** Where lines go; stderr if left out, as stdout is for data. */
  destination?: DestinationStream;
};

/** Fields that never appear in a log, at whatever depth of an object: secrets, and who the shopper or the admin is. */
const redacted = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'accessToken',
  'refreshToken',
  'key',
  'authorization',
  'cookie',
  'x-api-key',
  'userId',
  'sessionId',
  'user_id',
  'session_id',
  'email',
];

/** Creates a structured logger. Errors keep their message, code and stack, but for failures of peers that are expected, which have no stack; what Postgres adds about the row (`detail`, `where`) stays out. */
export function createLogger({ level, isJson, name, destination }: LoggerOptions): Logger {
  const settings = {
    name,
    level,
    serializers: { err: (error: unknown) => describeError(error) },
    redact: {
      paths: redacted.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
      censor: '[redacted]',
    },
  };
  if (isJson) return pino(settings, destination ?? pino.destination(2));
  return pino(
    settings,
    pretty({ destination: destination ?? 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }),
  );
}

/** Creates a logger that writes nothing, for parts that run inside of tests and commands. */
export function createSilentLogger(): Logger {
  return pino({ level: 'silent' });
}

const maxCauses = 5;

function describeError(error: unknown, depth = 0, isOfPeerAway = false): unknown {
  if (!(error instanceof Error)) return error;
  const isAway = isOfPeerAway || isPeerAway(error);
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    ...(isExpectedFailure(error, isOfPeerAway) ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= maxCauses
      ? {}
      : { cause: describeError(error.cause, depth + 1, isAway) }),
  };
}
