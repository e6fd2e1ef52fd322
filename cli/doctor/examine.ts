import { type Config, printableConfig } from '#runtime/config.ts';
import { openLogReader, openRunningDatabase } from '../running-parts.ts';
import { examineDatabase } from './examine-database.ts';
import { examineFolder } from './examine-folder.ts';
import { examineGroups } from './examine-groups.ts';
import { examineLog } from './examine-log.ts';
import { examineLogin } from './examine-login.ts';
import { examineServer } from './examine-server.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

const oldestNode = 24;

/** Looks a product over, whether it runs or not: everything that is wrong, and what to do. Configuration comes without its secrets. */
export async function examine(config: Config, url: string, cwd: string): Promise<Finding[]> {
  const findings = [fine('configuration', JSON.stringify(printableConfig(config))), ...examineProcess(config)];
  findings.push(...examineFolder(config.dataDir, cwd));
  findings.push(...(await attempt('log', startIt, () => withLog(config, (log) => examineLog(log, Date.now())))));
  const reachable = await attempt('postgres', reachIt, () =>
    withDatabase(config, 'postgres', (owner) => examineDatabase(owner, Date.now())),
  );
  findings.push(...reachable);
  // Where the owner does not get in, nobody does: once is enough.
  if (!reachable.some(({ check, state }) => check === 'postgres' && state === 'problem')) {
    for (const login of ['processor', 'api'] as const)
      findings.push(
        ...(await attempt(`login ${login}`, reachIt, () =>
          withDatabase(config, login, (database) => examineLogin(login, database)),
        )),
      );
    findings.push(
      ...(await attempt('groups', startIt, () =>
        withLog(config, (log) => withDatabase(config, 'postgres', (owner) => examineGroups(log, owner, Date.now()))),
      )),
    );
  }
  findings.push(...(await attempt('server', startIt, () => examineServer(url))));
  return findings;
}

const startIt = 'Start it with `recomengine start`, or name its folder by --data-dir.';
const reachIt =
  'Start it with `recomengine start`, or look at the DATABASE_URL settings; what the server says of itself is in postgres.log.';

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
  const mail =
    config.smtpUrl === null && config.environment === 'production'
      ? warning('mail', 'forgotten passwords cannot be reset', 'Give SMTP_URL and MAIL_FROM.')
      : fine('mail', config.smtpUrl === null ? 'links stand in the log' : `sent by ${new URL(config.smtpUrl).host}`);
  return [node, synchronous, mail];
}

/** What cannot be looked at is a problem of its own. */
async function attempt(check: string, advice: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    return [problem(check, error instanceof Error ? error.message : String(error), advice)];
  }
}

async function withLog<T>(config: Config, work: (log: Awaited<ReturnType<typeof openLogReader>>) => Promise<T>) {
  const log = await openLogReader(config);
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
