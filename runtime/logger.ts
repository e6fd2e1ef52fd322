import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export type LoggerOptions = {
  level: string;
  /** JSON lines for machines; otherwise readable on a terminal. */
  isJson: boolean;
  /** Which process speaks. */
  name: string;
};

/** Never in a log, wherever they stand in an object: secrets, and who the shopper is. */
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

/** Structured log on stderr: stdout belongs to data. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    redact: {
      paths: redacted.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[redacted]',
    },
  };
  if (options.isJson) return pino(settings, pino.destination(2));
  return pino({
    ...settings,
    transport: {
      target: 'pino-pretty',
      options: { destination: 2, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' },
    },
  });
}

/** Says nothing: for parts that run inside of tests and commands. */
export function createSilentLogger(): Logger {
  return pino({ level: 'silent' });
}
