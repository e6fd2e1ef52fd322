import { whyNoFolder } from '../why-no-folder.ts';
import type { Config } from './settings.ts';

/** Returns what is wrong with settings that are valid one by one but do not go together, and what to do about each. */
export function checkTogether(config: Config): string[] {
  return [...checkFolder(config), ...checkDatabaseUrls(config), ...checkBrokers(config), ...checkMail(config)];
}

function checkFolder({ dataDir }: Config): string[] {
  const why = whyNoFolder(dataDir);
  return why === null ? [] : [`--data-dir (RECOMENGINE_DATA_DIR) must be a folder, and ${dataDir} ${why}`];
}

function checkBrokers(config: Config): string[] {
  const problems: string[] = [];
  if (config.kafkaBrokers === null && config.instances > 1)
    problems.push('RECOMENGINE_INSTANCES above 1 needs KAFKA_BROKERS: the embedded log has one writer');
  const isNamed = config.kafkaSaslUsername !== null && config.kafkaSaslPassword !== null;
  if (config.kafkaSaslMechanism !== 'none' && !isNamed)
    problems.push('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  return problems;
}

/** `ada@shop.example` or `The shop <ada@shop.example>`; no character that could begin another header. */
const sender = /^(?:[^\s<>@]+@[^\s<>@]+|[^<>@\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>)$/;

function checkMail({ smtpUrl, mailFrom, consoleUrl, environment }: Config): string[] {
  if (smtpUrl === null)
    return mailFrom === null ? [] : ['MAIL_FROM goes with SMTP_URL, which is missing: give it, or neither'];
  const problems: string[] = [];
  if (mailFrom === null) problems.push('SMTP_URL needs MAIL_FROM as well: the sender of the mails');
  else if (!sender.test(mailFrom)) problems.push('MAIL_FROM must be an address, or `Name <address>`');
  for (const [name, value] of new URL(smtpUrl).searchParams)
    if (name !== 'requireTLS' || !['true', 'false'].includes(value))
      problems.push('SMTP_URL knows no option but requireTLS=true or requireTLS=false');
  if (environment === 'production' && ['localhost', '127.0.0.1'].includes(new URL(consoleUrl).hostname))
    problems.push('SMTP_URL needs RECOMENGINE_CONSOLE_URL in production: links in mails lead there');
  return problems;
}

/** The URLs must log in under these names: the migrations give each of them its rights. */
const logins = [
  ['databaseProcessorUrl', 'DATABASE_PROCESSOR_URL', 'processor'],
  ['databaseApiUrl', 'DATABASE_API_URL', 'api'],
] as const;

function checkDatabaseUrls(config: Config): string[] {
  if (config.databaseUrl === null) {
    const given = logins.filter(([name]) => config[name] !== null);
    return given.map(([, env]) => `${env} goes with DATABASE_URL, which is missing: give it, or neither`);
  }
  const problems = new URL(config.databaseUrl).pathname.length > 1 ? [] : ['DATABASE_URL must name a database'];
  for (const [name, env, login] of logins) {
    const text = config[name];
    if (text === null) {
      problems.push(`DATABASE_URL needs ${env} as well: the same database as login ${login}`);
      continue;
    }
    const { username, password, pathname } = new URL(text);
    if (username !== login) problems.push(`${env} must log in as ${login}, and does as ${username || 'nobody'}`);
    if (password === '') problems.push(`${env} must have the password of ${login}`);
    if (pathname.length <= 1) problems.push(`${env} must name a database`);
  }
  return problems;
}
