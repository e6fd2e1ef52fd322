import { existsSync } from 'node:fs';
import type { EventLog } from '#log/event-log.ts';
import { mapSchemaIds } from '#log/kafka/schema-ids.ts';
import { printableConfig } from '#runtime/config/printable-config.ts';
import type { Config } from '#runtime/config/settings.ts';
import { type BrokerConfig, isOnBroker, openBrokerLog, registryOf } from '../open-broker-log.ts';
import { openLogReader } from '../open-log-reader.ts';
import { openRunningDatabase } from '../running-parts.ts';
import { examineBackup } from './examine-backup.ts';
import { examineCluster } from './examine-cluster.ts';
import { examineDatabase } from './examine-database.ts';
import { examineFolder } from './examine-folder.ts';
import { examineGroups } from './examine-groups.ts';
import { examineLog } from './examine-log.ts';
import { examineLogin } from './examine-login.ts';
import { examineRedis } from './examine-redis.ts';
import { examineRegistry } from './examine-registry.ts';
import { examineRetention } from './examine-retention.ts';
import { examineServer } from './examine-server.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

const oldestNode = 24;

/** Where the API of the product answers, and what its parent was started with, without secrets, if one runs on this data folder. */
export type Examined = { url: string; settings?: Record<string, unknown> | undefined };

/**
 * Examines a product, whether it runs or not, and returns all that is wrong and what to do. The configuration is shown without secrets. On
 * brokers and an external Postgres it looks at all that the processes share, from a machine that may run none of them.
 */
export async function examine(config: Config, { url, settings }: Examined, cwd: string): Promise<Finding[]> {
  const configuration =
    settings === undefined
      ? fine('configuration', `of a start from here, as nothing runs: ${JSON.stringify(printableConfig(config))}`)
      : fine('configuration', JSON.stringify(settings));
  const findings = [configuration, ...examineProcess(config)];
  const isShared = isOnBroker(config) && config.databaseUrl !== null;
  findings.push(...examineFolder(config.dataDir, cwd, isShared));
  if (!isOnBroker(config) && config.databaseUrl === null && existsSync(config.dataDir))
    findings.push(examineBackup(config.dataDir, Date.now(), config.environment === 'production'));
  const { findings: ofLog, open } = isOnBroker(config) ? await examineBrokers(config) : embeddedLog(config);
  findings.push(...ofLog);
  if (open !== null)
    findings.push(
      ...(await attempt('log', logAdvice(config), () => using(open, (log) => examineLog(log, Date.now())))),
    );
  const reachable = await attempt('postgres', reachIt, () =>
    withDatabase(config, 'postgres', async (owner) => [
      ...(await examineDatabase(owner, Date.now())),
      await examineRetention(owner, config.eventRetentionDays),
    ]),
  );
  findings.push(...reachable);
  // If the owner cannot connect, nor can the other logins, so one finding is enough.
  if (!reachable.some(({ check, state }) => check === 'postgres' && state === 'problem')) {
    for (const login of ['processor', 'api'] as const)
      findings.push(
        ...(await attempt(`login ${login}`, reachIt, () =>
          withDatabase(config, login, (database) => examineLogin(login, database)),
        )),
      );
    if (open !== null)
      findings.push(
        ...(await attempt('groups', logAdvice(config), () =>
          using(open, (log) => withDatabase(config, 'postgres', (owner) => examineGroups(log, owner, Date.now()))),
        )),
      );
  }
  if (config.redisUrl !== null) findings.push(...(await examineRedis(config.redisUrl)));
  findings.push(...(await attempt('server', startIt, () => examineServer(url, config.internalApiKey, isShared))));
  return findings;
}

/** What was found about the log before it is opened, and how to open it; null if it cannot be opened. */
type LogAhead = { findings: Finding[]; open: (() => Promise<EventLog>) | null };

const embeddedLog = (config: Config): LogAhead => ({ findings: [], open: () => openLogReader(config) });

/** Examines the cluster and the registry. The log is then opened with their answers, so that doctor makes no topic and registers no schema. */
async function examineBrokers(config: BrokerConfig): Promise<LogAhead> {
  const { findings, hasTopics } = await examineCluster(config);
  const registry = registryOf(config);
  const { findings: ofRegistry, schemaIds } = registry === null ? noRegistry : await examineRegistry(registry);
  const isReadable = hasTopics && schemaIds !== null;
  return {
    findings: [...findings, ...ofRegistry],
    open: isReadable ? () => openBrokerLog(config, 'recomengine-doctor', { schemaIds }) : null,
  };
}

const noRegistry = { findings: [], schemaIds: mapSchemaIds([]) };

const startIt = 'Start it with `recomengine start`, or name its folder by --data-dir.';
const reachIt =
  'Start it with `recomengine start`, or look at the DATABASE_URL settings; what the server says of itself is in postgres.log.';

const logAdvice = (config: Config): string =>
  isOnBroker(config) ? 'Look at what is said of the brokers above, and at their logs.' : startIt;

function examineProcess(config: Config): Finding[] {
  const node =
    Number(process.versions.node.split('.')[0]) >= oldestNode
      ? fine('node', process.version)
      : problem('node', `${process.version} is too old`, `Run it by npm: \`npm ci\` brings Node ${oldestNode}.`);
  const synchronous =
    config.logSynchronous === 'full'
      ? fine('log synchronous', 'full: what is acknowledged is on the disk')
      : warning(
          'log synchronous',
          'off: a power cut loses acknowledged events',
          'Leave --log-synchronous at full where events matter.',
        );
  // On brokers each topic has this setting.
  const ofLog = isOnBroker(config) ? [] : [synchronous];
  const mail =
    config.smtpUrl === null && config.environment === 'production'
      ? warning('mail', 'forgotten passwords cannot be reset', 'Give SMTP_URL and MAIL_FROM.')
      : fine('mail', config.smtpUrl === null ? 'links stand in the log' : `sent by ${new URL(config.smtpUrl).host}`);
  return [node, ...ofLog, mail];
}

/** Runs an examination; if it throws, that is a problem of its own. */
async function attempt(check: string, advice: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    return [problem(check, error instanceof Error ? error.message : String(error), advice)];
  }
}

async function using<T>(open: () => Promise<EventLog>, work: (log: EventLog) => Promise<T>): Promise<T> {
  const log = await open();
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

async function withDatabase<T>(
  config: Config,
  login: Parameters<typeof openRunningDatabase>[1],
  work: (database: ReturnType<typeof openRunningDatabase>) => Promise<T>,
) {
  const database = openRunningDatabase(config, login);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
