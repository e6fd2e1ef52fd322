import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { checkTogether } from './check-together.ts';
import { parseDuration } from './duration.ts';
import { ownerOnly, replaceFile } from './replace-file.ts';

type Setting = {
  /** Without the leading dashes. */
  flag: string;
  env: string;
  /** `days`: a whole number of them, or `forever`. */
  type: 'text' | 'number' | 'switch' | 'choice' | 'url' | 'password' | 'brokers' | 'duration' | 'days';
  default: string | number | boolean | null;
  choices?: readonly string[];
  /** Of a URL, with the colon. */
  protocols?: readonly string[];
  min?: number;
  max?: number;
  /** Asked for in production and made up in development; never shown. Passwords within a URL are not shown either. */
  isSecret?: true;
  help: string;
};

/** Every setting: flag, environment variable, default. Flags win over the environment, which wins over `.env`. */
export const settings = {
  dataDir: {
    flag: 'data-dir',
    env: 'RECOMENGINE_DATA_DIR',
    type: 'text',
    default: './data',
    help: 'Where database, log, snapshots and made-up secrets are kept.',
  },
  port: {
    flag: 'port',
    env: 'RECOMENGINE_PORT',
    type: 'number',
    default: 5008,
    min: 1,
    max: 65_535,
    help: 'Port of the API, the one entrance.',
  },
  host: {
    flag: 'host',
    env: 'RECOMENGINE_HOST',
    type: 'text',
    default: '127.0.0.1',
    help: 'Address to listen on; 0.0.0.0 for all.',
  },
  demo: {
    flag: 'demo',
    env: 'RECOMENGINE_DEMO',
    type: 'switch',
    default: true,
    help: 'A demo shop in an empty data folder, and shoppers who go on shopping. Off in production.',
  },
  logLevel: {
    flag: 'log-level',
    env: 'LOG_LEVEL',
    type: 'choice',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'warn',
    help: 'How much the processes tell.',
  },
  environment: {
    flag: 'environment',
    env: 'NODE_ENV',
    type: 'choice',
    choices: ['development', 'production', 'test'],
    default: 'development',
    help: 'production asks for its secrets, logs JSON and has no demo.',
  },
  logSynchronous: {
    flag: 'log-synchronous',
    env: 'RECOMENGINE_LOG_SYNCHRONOUS',
    type: 'choice',
    choices: ['full', 'off'],
    default: 'full',
    help: 'off acknowledges before anything is on the disk: a power cut then loses acknowledged events.',
  },
  logRetention: {
    flag: 'log-retention',
    env: 'RECOMENGINE_LOG_RETENTION',
    type: 'duration',
    default: '7d',
    help: 'How long the log keeps events at least: hours (12h), days (7d) or forever. What was loaded stays in Postgres.',
  },
  logPartitions: {
    flag: 'log-partitions',
    env: 'RECOMENGINE_LOG_PARTITIONS',
    type: 'number',
    default: 4,
    min: 1,
    max: 64,
    help: 'Partitions of the events in a new log; a log that exists keeps its own.',
  },
  trustProxy: {
    flag: 'trust-proxy',
    env: 'RECOMENGINE_TRUST_PROXY',
    type: 'switch',
    default: false,
    help: 'Believe X-Forwarded-For of the proxy in front.',
  },
  sharedBuffers: {
    flag: 'shared-buffers',
    env: 'RECOMENGINE_SHARED_BUFFERS',
    type: 'text',
    default: '512MB',
    help: 'Memory of the embedded Postgres for pages.',
  },
  snapshotSeconds: {
    flag: 'snapshot-seconds',
    env: 'RECOMENGINE_SNAPSHOT_SECONDS',
    type: 'number',
    default: 60,
    min: 1,
    max: 86_400,
    help: 'How often the serving models are written to disk.',
  },
  modelMemoryMib: {
    flag: 'model-memory-mib',
    env: 'RECOMENGINE_MODEL_MEMORY_MIB',
    type: 'number',
    default: 4_096,
    min: 64,
    max: 1_048_576,
    help: 'Memory of the serving models; beyond it tenants that rest are parked on the disk.',
  },
  databaseUrl: {
    flag: 'database-url',
    env: 'DATABASE_URL',
    type: 'url',
    protocols: ['postgres:', 'postgresql:'],
    default: null,
    help: 'An external Postgres 15 or newer, as its owner, who migrates it. Goes with the next two; no embedded one is started.',
  },
  databaseProcessorUrl: {
    flag: 'database-processor-url',
    env: 'DATABASE_PROCESSOR_URL',
    type: 'url',
    protocols: ['postgres:', 'postgresql:'],
    default: null,
    help: 'The same database as login `processor`, with the password that it is to have.',
  },
  databaseApiUrl: {
    flag: 'database-api-url',
    env: 'DATABASE_API_URL',
    type: 'url',
    protocols: ['postgres:', 'postgresql:'],
    default: null,
    help: 'The same database as login `api`, with the password that it is to have.',
  },
  smtpUrl: {
    flag: 'smtp-url',
    env: 'SMTP_URL',
    type: 'url',
    protocols: ['smtp:', 'smtps:'],
    default: null,
    help: 'Mail server for forgotten passwords, such as smtps://user:password@mail.example. Goes with the sender.',
  },
  mailFrom: {
    flag: 'mail-from',
    env: 'MAIL_FROM',
    type: 'text',
    default: null,
    help: 'Sender of mails: an address, or `Name <address>`.',
  },
  consoleUrl: {
    flag: 'console-url',
    env: 'RECOMENGINE_CONSOLE_URL',
    type: 'url',
    protocols: ['http:', 'https:'],
    default: 'http://localhost:3112',
    help: 'Where the console answers: links in mails lead there.',
  },
  accessTokenSeconds: {
    flag: 'access-token-seconds',
    env: 'ACCESS_TOKEN_SECONDS',
    type: 'number',
    default: 3_600,
    min: 60,
    max: 86_400,
    help: 'How long an access token of an admin lives.',
  },
  refreshTokenDays: {
    flag: 'refresh-token-days',
    env: 'REFRESH_TOKEN_DAYS',
    type: 'number',
    default: 7,
    min: 1,
    max: 90,
    help: 'A session ends when it was not refreshed for so long.',
  },
  passwordResetMinutes: {
    flag: 'password-reset-minutes',
    env: 'PASSWORD_RESET_MINUTES',
    type: 'number',
    default: 60,
    min: 5,
    max: 1_440,
    help: 'How long the token of a forgotten password works.',
  },
  instances: {
    flag: 'instances',
    env: 'RECOMENGINE_INSTANCES',
    type: 'number',
    default: 1,
    min: 1,
    max: 64,
    help: 'Servers and processors that `start` runs, of each so many; more than one needs a broker.',
  },
  kafkaBrokers: {
    flag: 'kafka-brokers',
    env: 'KAFKA_BROKERS',
    type: 'brokers',
    default: null,
    help: 'Redpanda or Kafka as the log, in place of the embedded one: host:port, several with commas between.',
  },
  kafkaTls: {
    flag: 'kafka-tls',
    env: 'KAFKA_TLS',
    type: 'switch',
    default: false,
    help: 'Speak TLS with the brokers; their certificate must be of an authority that Node knows (NODE_EXTRA_CA_CERTS).',
  },
  kafkaSaslMechanism: {
    flag: 'kafka-sasl-mechanism',
    env: 'KAFKA_SASL_MECHANISM',
    type: 'choice',
    choices: ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
    default: 'none',
    help: 'How to log in at the brokers.',
  },
  kafkaSaslUsername: {
    flag: 'kafka-sasl-username',
    env: 'KAFKA_SASL_USERNAME',
    type: 'password',
    default: null,
    help: 'Who logs in at the brokers.',
  },
  kafkaSaslPassword: {
    flag: 'kafka-sasl-password',
    env: 'KAFKA_SASL_PASSWORD',
    type: 'password',
    default: null,
    help: 'With which password.',
  },
  kafkaTopicPrefix: {
    flag: 'kafka-topic-prefix',
    env: 'KAFKA_TOPIC_PREFIX',
    type: 'text',
    default: null,
    help: 'Before the names of topics and groups, where several installations share a cluster.',
  },
  schemaRegistryUrl: {
    flag: 'schema-registry-url',
    env: 'SCHEMA_REGISTRY_URL',
    type: 'url',
    protocols: ['http:', 'https:'],
    default: null,
    help: "The registry of the brokers' readers, where our schemas are registered: http://user:password@registry:8081.",
  },
  kafkaReplicationFactor: {
    flag: 'kafka-replication-factor',
    env: 'KAFKA_REPLICATION_FACTOR',
    type: 'number',
    default: 0,
    min: 0,
    max: 9,
    help: 'Copies of topics that are made; 0 for as many as there are brokers, three at most.',
  },
  redisUrl: {
    flag: 'redis-url',
    env: 'REDIS_URL',
    type: 'url',
    protocols: ['redis:', 'rediss:'],
    default: null,
    help: 'Redis 6 or newer, by which instances share limits, answers and hints: redis://user:password@host:6379/0, rediss:// for TLS.',
  },
  eventRetentionDays: {
    flag: 'event-retention-days',
    env: 'RECOMENGINE_EVENT_RETENTION_DAYS',
    type: 'days',
    default: 90,
    help: 'Days that raw events stay in the database, from their arrival; then their month is archived. Or forever.',
  },
  aggregateRetentionDays: {
    flag: 'aggregate-retention-days',
    env: 'RECOMENGINE_AGGREGATE_RETENTION_DAYS',
    type: 'days',
    default: 365,
    help: 'Days that counters and attributions stay, from the arrival of the last event of their month. Or forever.',
  },
  jwtSecret: {
    flag: 'jwt-secret',
    env: 'JWT_SECRET',
    type: 'text',
    default: null,
    isSecret: true,
    help: 'Signs access tokens and tracking tokens.',
  },
  apiKeyHmacSecret: {
    flag: 'api-key-hmac-secret',
    env: 'API_KEY_HMAC_SECRET',
    type: 'text',
    default: null,
    isSecret: true,
    help: 'API keys are stored as HMACs under it: changing it ends all keys.',
  },
  internalApiKey: {
    flag: 'internal-api-key',
    env: 'INTERNAL_API_KEY',
    type: 'text',
    default: null,
    isSecret: true,
    help: 'For /internal/metrics.',
  },
  postgresPassword: {
    flag: 'postgres-password',
    env: 'RECOMENGINE_POSTGRES_PASSWORD',
    type: 'text',
    default: null,
    isSecret: true,
    help: 'Of the three logins of the embedded Postgres; set at the first start.',
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof settings;
type ValueOf<S extends Setting> = S['type'] extends 'number'
  ? number
  : S['type'] extends 'switch'
    ? boolean
    : S['type'] extends 'days'
      ? number | 'forever'
      : S extends { choices: readonly (infer C)[] }
        ? C
        : S extends { isSecret: true }
          ? string
          : S extends { default: null }
            ? string | null
            : string;
export type Config = { -readonly [Name in keyof Settings]: ValueOf<Settings[Name]> };

/** What is wrong with a configuration: all of it at once, each with what to do. */
export class ConfigError extends Error {
  readonly code = 'configuration';
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

/** A hundred years: more is for ever. */
const maxDays = 36_500;
const minSecretLength = 32;
const secretBytes = 32;
const envFile = '.env';

export type ConfigSources = {
  flags: Readonly<Record<string, string | boolean | undefined>>;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** A start makes up what a development machine lacks; whatever else asks leaves it empty, and no folder behind. */
  mayMakeSecrets: boolean;
};

/** Reads, checks and completes the configuration; made-up secrets of a development machine are kept in `<dataDir>/secrets.json`. */
export function readConfig({ flags, env, cwd, mayMakeSecrets }: ConfigSources): Config {
  const file = join(cwd, envFile);
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const problems = [
    ...unknownKeys(fromFile, envFile, () => true),
    ...unknownKeys(env, 'the environment', (key) => key.startsWith('RECOMENGINE_')),
  ];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [keyof Settings, Setting][]) {
    const given = flags[name] ?? env[setting.env] ?? fromFile[setting.env];
    const parsed = given === undefined || given === '' ? { value: setting.default } : parse(setting, given);
    if ('problem' in parsed) problems.push(parsed.problem);
    else values[name] = parsed.value;
  }
  const isProduction = values.environment === 'production';
  if (isProduction) values.demo = false;
  if (problems.length === 0) problems.push(...completeSecrets(values, isProduction, mayMakeSecrets));
  if (problems.length === 0) problems.push(...checkTogether(values as Config));
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Config;
}

/** The configuration as it may be shown: secrets are told to be there, and no more; URLs come without password and options. */
export function printableConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      const setting: Setting = settings[name as keyof Settings];
      if (setting.type === 'password') return [name, value === null ? '(none)' : '(set)'];
      if (setting.isSecret === true) return [name, value === '' ? '(none)' : '(set)'];
      return [name, setting.type === 'url' && typeof value === 'string' ? printableUrl(value) : value];
    }),
  );
}

/** A URL without its password, and without its options, which may hold one too. */
export function printableUrl(text: string): string {
  const { protocol, username, password, host, pathname } = new URL(text);
  return `${protocol}//${username}${password === '' ? '' : ':…'}${username === '' ? '' : '@'}${host}${pathname}`;
}

function parse(setting: Setting, given: string | boolean): { value: unknown } | { problem: string } {
  const place = `--${setting.flag} (${setting.env})`;
  if (setting.type === 'switch') {
    if (typeof given === 'boolean') return { value: given };
    if (['true', '1', 'false', '0'].includes(given)) return { value: given === 'true' || given === '1' };
    return { problem: `${place} must be true or false, and is ${JSON.stringify(given)}` };
  }
  const text = String(given);
  if (setting.type === 'days') {
    if (text === 'forever') return { value: text };
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= maxDays) return { value };
    return {
      problem: `${place} must be a whole number of days from 1 to ${maxDays}, or forever, and is ${JSON.stringify(text)}`,
    };
  }
  if (setting.type === 'number') {
    const value = Number(text);
    if (Number.isInteger(value) && value >= (setting.min ?? 0) && value <= (setting.max ?? Number.MAX_SAFE_INTEGER))
      return { value };
    return {
      problem: `${place} must be a whole number from ${setting.min ?? 0} to ${setting.max ?? 'any'}, and is ${JSON.stringify(text)}`,
    };
  }
  if (setting.type === 'choice' && setting.choices?.includes(text) !== true)
    return { problem: `${place} must be ${setting.choices?.join(', ')}, and is ${JSON.stringify(text)}` };
  if (setting.type === 'url') {
    const protocol = URL.canParse(text) && new URL(text).hostname !== '' ? new URL(text).protocol : '';
    // What was given may have a password in it: it is not repeated.
    if (setting.protocols?.includes(protocol) !== true)
      return { problem: `${place} must be a URL with a host that begins with ${setting.protocols?.join('// or ')}//` };
  }
  if (
    setting.type === 'brokers' &&
    !text.split(',').every((broker) => /^[\w.-]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i.test(broker.trim()))
  )
    return { problem: `${place} must be host:port, several with commas between, and is ${JSON.stringify(text)}` };
  if (setting.type === 'duration' && parseDuration(text) === undefined)
    return { problem: `${place} must be hours (12h), days (7d) or forever, and is ${JSON.stringify(text)}` };
  if (setting.isSecret === true && text.length < minSecretLength)
    return { problem: `${place} must have ${minSecretLength} characters at least` };
  return { value: text };
}

function unknownKeys(
  given: Readonly<Record<string, string | undefined>>,
  place: string,
  isOurs: (key: string) => boolean,
): string[] {
  const known: string[] = Object.values(settings).map(({ env }) => env);
  return Object.keys(given)
    .filter((key) => isOurs(key) && !known.includes(key))
    .map((key) => `${place} has ${key}, which is not a setting. Did you mean ${nearest(key, known)}?`);
}

function completeSecrets(values: Record<string, unknown>, isProduction: boolean, mayMake: boolean): string[] {
  if (values.databaseUrl !== null) values.postgresPassword = '';
  const missing = (Object.entries(settings) as [keyof Settings, Setting][]).filter(
    ([name, { isSecret }]) => isSecret === true && values[name] === null,
  );
  if (missing.length === 0) return [];
  if (isProduction) return missing.map(([, { flag, env, help }]) => `production needs ${env} (--${flag}): ${help}`);
  const dir = String(values.dataDir);
  const file = join(dir, 'secrets.json');
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const made = mayMake ? missing.filter(([name]) => kept[name] === undefined) : [];
  for (const [name] of made) kept[name] = randomBytes(secretBytes).toString('base64url');
  for (const [name] of missing) values[name] = kept[name] ?? '';
  if (made.length > 0) replaceFile(file, `${JSON.stringify(kept, null, 2)}\n`, ownerOnly);
  return [];
}

function nearest(key: string, known: readonly string[]): string {
  const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++)
        next[j] = Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        );
      row = next;
    }
    return row[b.length] ?? 0;
  };
  return [...known].sort((a, b) => distance(key, a) - distance(key, b))[0] ?? '';
}
