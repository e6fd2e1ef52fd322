import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { replaceFile } from '../replace-file.ts';
import { checkTogether } from './check-together.ts';
import { parseSetting } from './parse-setting.ts';
import { type Config, type Setting, settings } from './settings.ts';

/** The configuration is not valid. The message lists every fault at once, and what to do about each. */
export class ConfigError extends Error {
  readonly code = 'configuration';
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

const secretBytes = 32;
const envFile = '.env';
const secretNames = (Object.entries(settings) as [keyof Config, Setting][]).flatMap(([name, { isSecret }]) =>
  isSecret === true ? [name] : [],
);

export type ConfigSources = {
  flags: Readonly<Record<string, string | boolean | undefined>>;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** True for a start, which makes up the secrets that a development machine lacks. Any other command leaves them empty, and makes no folder. */
  mayMakeSecrets: boolean;
  /** False for a process that has no use for secrets: it gets none, in production too. True if left out. */
  needsSecrets?: boolean;
};

/** Reads, checks and completes the configuration; made-up secrets of a development machine are kept in `<dataDir>/secrets.json`. */
export function readConfig({ flags, env, cwd, mayMakeSecrets, needsSecrets = true }: ConfigSources): Config {
  const file = join(cwd, envFile);
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const problems = [
    ...unknownKeys(fromFile, envFile, () => true),
    ...unknownKeys(env, 'the environment', (key) => key.startsWith('RECOMENGINE_')),
  ];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [keyof Config, Setting][]) {
    const given = flags[name] ?? env[setting.env] ?? fromFile[setting.env];
    const parsed =
      given === undefined || given === '' ? { value: defaultOf(setting, values) } : parseSetting(setting, given);
    if ('problem' in parsed) problems.push(parsed.problem);
    else values[name] = parsed.value;
  }
  const isProduction = values.environment === 'production';
  if (isProduction) values.demo = false;
  if (!needsSecrets) for (const name of secretNames) values[name] = '';
  if (problems.length === 0) problems.push(...completeSecrets(values, isProduction, mayMakeSecrets));
  if (problems.length === 0) problems.push(...checkTogether(values as Config));
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Config;
}

/** `values`: those of the settings that stand before it. */
const defaultOf = ({ default: own, follows }: Setting, values: Readonly<Record<string, unknown>>) =>
  follows === undefined ? own : follows.as(values[follows.setting]);

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
  const missing = secretNames.filter((name) => values[name] === null);
  if (missing.length === 0) return [];
  if (isProduction)
    return missing.map((name) => {
      const { flag, env, help } = settings[name];
      return `production needs ${env} (--${flag}): ${help}`;
    });
  const dir = String(values.dataDir);
  const file = join(dir, 'secrets.json');
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const made = mayMake ? missing.filter((name) => kept[name] === undefined) : [];
  for (const name of made) kept[name] = randomBytes(secretBytes).toString('base64url');
  for (const name of missing) values[name] = kept[name] ?? '';
  if (made.length > 0) replaceFile(file, `${JSON.stringify(kept, null, 2)}\n`);
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
