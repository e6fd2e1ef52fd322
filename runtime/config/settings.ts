export type Setting = {
  /** Without the leading dashes. */
  flag: string;
  env: string;
  /** `days`: a whole number of days, or `forever`. */
  type: 'text' | 'number' | 'switch' | 'choice' | 'url' | 'password' | 'brokers' | 'duration' | 'days';
  default: string | number | boolean | null;
  /** The default where another setting has been given. */
  follows?: { setting: string; as: (value: unknown) => string };
  choices?: readonly string[];
  /** The protocols that a URL may have, with the colon. */
  protocols?: readonly string[];
  min?: number;
  max?: number;
  /** Required in production, made up in development, and never shown. Passwords within a URL are not shown either. */
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
  console: {
    flag: 'console',
    env: 'RECOMENGINE_CONSOLE',
    type: 'switch',
    default: true,
    help: 'The console beside the API. Where other programs have its port, the API runs without it.',
  },
  consolePort: {
    flag: 'console-port',
    env: 'RECOMENGINE_CONSOLE_PORT',
    type: 'number',
    default: 3112,
    min: 1,
    max: 65_535,
    help: 'Port of the console.',
  },
  apiUrl: {
    flag: 'api-url',
    env: 'RECOMENGINE_API_URL',
    type: 'url',
    protocols: ['http:', 'https:'],
    default: null,
    help: 'Where the console finds the API; left out, at the host and port of these settings.',
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
  appendQueueMib: {
    flag: 'append-queue-mib',
    env: 'RECOMENGINE_APPEND_QUEUE_MIB',
    type: 'number',
    default: 64,
    min: 1,
    max: 4_096,
    help: 'Events and catalog changes that may wait for the log in a process; beyond it they are answered 503.',
  },
  appendDeadlineSeconds: {
    flag: 'append-deadline-seconds',
    env: 'RECOMENGINE_APPEND_DEADLINE_SECONDS',
    type: 'number',
    default: 10,
    min: 1,
    max: 300,
    help: 'What the log has not made durable by then is answered 503; sent again it counts once.',
  },
  trustedProxies: {
    flag: 'trusted-proxies',
    env: 'RECOMENGINE_TRUSTED_PROXIES',
    type: 'number',
    default: 0,
    min: 0,
    max: 10,
    help: 'How many proxies of yours are in front: the client is that many addresses from the end of X-Forwarded-For.',
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
    follows: { setting: 'consolePort', as: (port) => `http://localhost:${port}` },
    help: 'Where the console answers: links in mails lead there. Left out, localhost at the port of the console.',
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
    help: 'Before the names of topics and groups, if several installations share a cluster.',
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
  replayMemoryMib: {
    flag: 'replay-memory-mib',
    env: 'RECOMENGINE_REPLAY_MEMORY_MIB',
    type: 'number',
    default: 1_024,
    min: 256,
    max: 1_048_576,
    help: 'Memory of the process that works on a replay; one that needs more is refused, or fails.',
  },
  replayFileDays: {
    flag: 'replay-file-days',
    env: 'RECOMENGINE_REPLAY_FILE_DAYS',
    type: 'number',
    default: 7,
    min: 1,
    max: 365,
    help: 'How long the files of an export can be downloaded; then they are removed.',
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
    help: 'API keys are stored as HMACs under it: changing it ends all keys, and all secrets for userHash.',
  },
  internalApiKey: {
    flag: 'internal-api-key',
    env: 'INTERNAL_API_KEY',
    type: 'text',
    default: null,
    isSecret: true,
    help: 'For /internal/metrics, and for all that /ready knows.',
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
