import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { printableConfig } from './printable-config.ts';
import { ConfigError, readConfig } from './read-config.ts';
import { type Config, settings } from './settings.ts';

const cwd = mkdtempSync(join(tmpdir(), 'recomengine-config-'));
after(() => rmSync(cwd, { recursive: true, force: true }));
const dataDir = join(cwd, 'data');
const read = (flags: Record<string, string | boolean> = {}, env: Record<string, string> = {}) =>
  readConfig({ flags: { dataDir, ...flags }, env, cwd, mayMakeSecrets: true });
const problemsOf = (work: () => Config): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split('\n');
  }
};

test('links in mails lead to the port that the console has, unless it is said where it answers', () => {
  assert.equal(read().consoleUrl, 'http://localhost:3112');
  assert.equal(read({ consolePort: '3315' }).consoleUrl, 'http://localhost:3315');
  const told = { consolePort: '3315', consoleUrl: 'https://shop.example' };
  assert.equal(read(told).consoleUrl, 'https://shop.example', 'control');
});

test('flags win over the environment, which wins over .env, which wins over the default', () => {
  assert.equal(read().port, 5008);
  writeFileSync(join(cwd, '.env'), 'RECOMENGINE_PORT=1\n');
  assert.equal(read().port, 1);
  assert.equal(read({}, { RECOMENGINE_PORT: '2' }).port, 2);
  assert.equal(read({ port: '3' }, { RECOMENGINE_PORT: '2' }).port, 3);
  rmSync(join(cwd, '.env'));
});

test('every problem is told at once, with the nearest name for an unknown key', () => {
  const problems = problemsOf(() => read({ port: 'many', logLevel: 'loud' }, { RECOMENGINE_PROT: '1' }));
  assert.equal(problems.length, 3);
  assert.match(problems.join(), /RECOMENGINE_PROT, which is not a setting. Did you mean RECOMENGINE_PORT\?/);
  assert.match(problems.join(), /--port \(RECOMENGINE_PORT\) must be a whole number from 1 to 65535, and is "many"/);
  assert.deepEqual(
    problemsOf(() => read()),
    [],
  );
});

test('retention and partitions of the log are checked', () => {
  assert.deepEqual([read().logRetention, read().logPartitions], ['7d', 4]);
  assert.equal(read({}, { RECOMENGINE_LOG_RETENTION: 'forever' }).logRetention, 'forever');
  const problems = problemsOf(() => read({ logRetention: '7 weeks', logPartitions: '0' }));
  assert.match(problems.join(), /--log-retention \(RECOMENGINE_LOG_RETENTION\) must be hours .*, and is "7 weeks"/);
  assert.match(problems.join(), /--log-partitions .* from 1 to 64, and is "0"/);
});

test('secrets of development are made up once and kept for their owner alone', () => {
  const first = read();
  assert.ok(first.jwtSecret.length >= 32);
  assert.equal(read().jwtSecret, first.jwtSecret);
  assert.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o077, 0);
});

test('who only asks makes up no secrets, and no folder', () => {
  const dir = join(cwd, 'never-started');
  assert.equal(readConfig({ flags: { dataDir: dir }, env: {}, cwd, mayMakeSecrets: false }).jwtSecret, '');
  assert.equal(existsSync(dir), false);
  const started = read();
  const asked = readConfig({ flags: { dataDir }, env: {}, cwd, mayMakeSecrets: false });
  assert.equal(asked.jwtSecret, started.jwtSecret, 'control: what is there is found');
});

test('a file of secrets that lacks one is completed, keeps the others, and is closed to everybody else', () => {
  const dir = join(cwd, 'older');
  const file = join(dir, 'secrets.json');
  const made = readConfig({ flags: { dataDir: dir }, env: {}, cwd, mayMakeSecrets: true });
  writeFileSync(file, JSON.stringify({ jwtSecret: made.jwtSecret }));
  chmodSync(file, 0o644);
  const completed = readConfig({ flags: { dataDir: dir }, env: {}, cwd, mayMakeSecrets: true });
  assert.equal(completed.jwtSecret, made.jwtSecret);
  assert.notEqual(completed.internalApiKey, made.internalApiKey, 'control: the lost one is new');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dir), ['secrets.json']);
});

test('production asks for its secrets, all of them at once, and has no demo', () => {
  const problems = problemsOf(() =>
    readConfig({ flags: { dataDir: join(cwd, 'other') }, env: { NODE_ENV: 'production' }, cwd, mayMakeSecrets: true }),
  );
  assert.deepEqual(
    problems.map((line) => /production needs (\w+)/.exec(line)?.[1]),
    ['JWT_SECRET', 'API_KEY_HMAC_SECRET', 'INTERNAL_API_KEY', 'RECOMENGINE_POSTGRES_PASSWORD'],
  );
  const secret = 'x'.repeat(32);
  const config = readConfig({
    flags: { dataDir },
    env: {
      NODE_ENV: 'production',
      JWT_SECRET: secret,
      API_KEY_HMAC_SECRET: secret,
      INTERNAL_API_KEY: secret,
      RECOMENGINE_POSTGRES_PASSWORD: secret,
    },
    cwd,
    mayMakeSecrets: true,
  });
  assert.equal(config.demo, false);
  assert.equal(problemsOf(() => read({}, { JWT_SECRET: 'short' })).length, 1);
});

test('an external Postgres wants its three logins by their names, and then no password of the embedded one', () => {
  const url = (login: string) => `postgres://${login}:hidden-word@db.example:5433/shop?options=hidden-word`;
  const all = { DATABASE_URL: url('boss'), DATABASE_PROCESSOR_URL: url('processor'), DATABASE_API_URL: url('api') };
  const config = read({}, all);
  assert.equal(config.databaseUrl, all.DATABASE_URL);
  assert.equal(config.postgresPassword, '');
  const printed = JSON.stringify(printableConfig(config));
  assert.ok(!printed.includes('hidden-word'), printed);
  assert.match(printed, /postgres:\/\/boss:…@db\.example:5433\/shop"/);

  const problems = (env: Record<string, string>) => problemsOf(() => read({}, env)).join('\n');
  assert.match(
    problems({ DATABASE_URL: all.DATABASE_URL }),
    /needs DATABASE_PROCESSOR_URL .*\n.*needs DATABASE_API_URL/,
  );
  assert.match(problems({ DATABASE_API_URL: all.DATABASE_API_URL }), /goes with DATABASE_URL, which is missing/);
  assert.match(
    problems({ ...all, DATABASE_API_URL: url('boss') }),
    /DATABASE_API_URL must log in as api, and does as boss/,
  );
  assert.match(
    problems({ ...all, DATABASE_URL: 'mysql://x:hidden-word@y/z' }),
    /--database-url .* begins with postgres:\/\//,
  );
  assert.ok(!problems({ ...all, DATABASE_URL: 'mysql://x:hidden-word@y/z' }).includes('hidden-word'));
  assert.match(problems({ ...all, DATABASE_URL: 'postgres://x@y' }), /must name a database/);
});

test('mail wants its sender, and in production a console to lead to', () => {
  const mail = { SMTP_URL: 'smtps://shop:hidden-word@mail.example', MAIL_FROM: 'The shop <no-reply@shop.example>' };
  assert.equal(read({}, mail).mailFrom, mail.MAIL_FROM);
  assert.ok(!JSON.stringify(printableConfig(read({}, mail))).includes('hidden-word'));
  const problems = (env: Record<string, string>) => problemsOf(() => read({}, env)).join('\n');
  assert.match(problems({ SMTP_URL: mail.SMTP_URL }), /SMTP_URL needs MAIL_FROM/);
  assert.match(problems({ MAIL_FROM: mail.MAIL_FROM }), /MAIL_FROM goes with SMTP_URL/);
  for (const from of ['no address', 'a@b\nBcc: c@d', 'x <a@b> <c@d>'])
    assert.match(problems({ ...mail, MAIL_FROM: from }), /MAIL_FROM must be an address/, from);
  assert.match(problems({ ...mail, SMTP_URL: 'http://mail.example' }), /begins with smtp:\/\/ or smtps:\/\//);
  assert.match(problems({ ...mail, SMTP_URL: 'smtp://mail.example?tls=no' }), /knows no option but requireTLS/);
  const secret = 'x'.repeat(32);
  const production = {
    ...{ NODE_ENV: 'production', JWT_SECRET: secret, API_KEY_HMAC_SECRET: secret, INTERNAL_API_KEY: secret },
    ...{ RECOMENGINE_POSTGRES_PASSWORD: secret, ...mail },
  };
  assert.match(problems(production), /needs RECOMENGINE_CONSOLE_URL in production/);
  assert.equal(problems({ ...production, RECOMENGINE_CONSOLE_URL: 'https://console.example' }), '');
});

test('lifetimes of tokens have bounds', () => {
  assert.deepEqual([read().accessTokenSeconds, read().refreshTokenDays, read().passwordResetMinutes], [3_600, 7, 60]);
  assert.equal(read({}, { ACCESS_TOKEN_SECONDS: '900' }).accessTokenSeconds, 900);
  const wrong = { ACCESS_TOKEN_SECONDS: '5', REFRESH_TOKEN_DAYS: '365', PASSWORD_RESET_MINUTES: '1.5' };
  assert.equal(problemsOf(() => read({}, wrong)).length, 3);
});

test('what is printed of a configuration has no secret', () => {
  const printed = JSON.stringify(printableConfig(read()));
  assert.ok(!printed.includes(read().jwtSecret));
  assert.match(printed, /"jwtSecret":"\(set\)"/);
});

test('a URL is of its protocol, or there is none; its password is neither printed nor told in a problem', () => {
  assert.equal(read().redisUrl, null);
  const config = read({}, { REDIS_URL: 'rediss://shop:hush@cache.example:6380/1' });
  assert.equal(config.redisUrl, 'rediss://shop:hush@cache.example:6380/1');
  const printed = JSON.stringify(printableConfig(config));
  assert.ok(printed.includes('cache.example:6380/1') && !printed.includes('hush'), printed);
  for (const redisUrl of ['http://u:hush@host', 'hush@host:6379', 'redis//hush']) {
    const [problem = ''] = problemsOf(() => read({ redisUrl }));
    assert.match(
      problem,
      /^--redis-url \(REDIS_URL\) must be a URL with a host that begins with redis:\/\/ or rediss:\/\/$/,
    );
  }
});

test('a retention is whole days from 1 on, or forever', () => {
  assert.deepEqual([read().eventRetentionDays, read().aggregateRetentionDays], [90, 365]);
  assert.equal(read({ eventRetentionDays: '1' }).eventRetentionDays, 1);
  assert.equal(read({}, { RECOMENGINE_AGGREGATE_RETENTION_DAYS: 'forever' }).aggregateRetentionDays, 'forever');
  for (const wrong of ['0', '-1', '1.5', '90d', 'never', '36501'])
    assert.match(
      problemsOf(() => read({ eventRetentionDays: wrong })).join(),
      /--event-retention-days .* must be a whole number of days from 1 to 36500, or forever/,
    );
});

test('docs/configuration.md lists every setting as it is', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  for (const { flag, env, default: value, help } of Object.values(settings)) {
    const row = `| \`--${flag}\` | \`${env}\` | ${value === null ? '' : `\`${value}\``} | ${help} |`;
    assert.ok(page.includes(row), `missing: ${row}`);
  }
});
