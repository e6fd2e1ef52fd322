import type { TObject } from 'typebox';
import { Check } from 'typebox/value';
import { badLinePolicies } from '#cli/evaluate/bad-lines.ts';
import type { EvaluationOptions, Source, Until } from '#cli/evaluate/evaluation-options.ts';
import { parseDelay, parseTime, timeWanted } from '#cli/evaluate/parse-time.ts';
import { importFormats } from '#cli/import/read-input.ts';
import { type BaselineName, baselineNames } from '#domain/evaluation/baselines/index.ts';
import { gateExample, parseGate } from '#domain/evaluation/gate.ts';
import { weightOf } from '#domain/events/weight.ts';
import { strategies } from '#domain/strategies/index.ts';
import { eventTypeNames } from '#schemas/events/index.ts';
import { UsageError } from '../exit-codes.ts';

/** The flags of `evaluate` as Commander gives them. */
export type EvaluateFlags = {
  format: string;
  catalog?: string;
  tenant?: string;
  space: string;
  placement: string;
  train?: string;
  questions?: string;
  users?: boolean;
  as: string;
  until: string;
  delay: string;
  strategy?: string;
  baselines: string;
  served?: boolean;
  page?: boolean;
  seen?: string;
  set: string[];
  compare?: string;
  lists?: string;
  writeQuestions?: string;
  k: string;
  gate: string[];
  rows: boolean;
  seed: string;
  resamples: string;
  badLines: string;
  memoryMib: string;
  json?: boolean;
};

export type Task = 'evaluate' | 'describe' | 'write questions';

const mostK = 100;

/** What was asked for, every flag checked. Throws a `UsageError` that says what is wanted. */
export function checkFlags(words: readonly string[], flags: EvaluateFlags): { task: Task; options: EvaluationOptions } {
  const describes = words[0] === 'describe';
  const source = sourceOf(describes ? words.slice(1) : words, flags);
  const named = strategiesOf(flags.strategy ?? (source.kind === 'users' ? 'collaborative' : 'session'));
  const compare = compareOf(flags.compare);
  const all = strategies.map(({ name }) => name as string);
  const compared = (compare ?? []).flatMap((name) => name.split(':')[0] ?? []).filter((name) => all.includes(name));
  const options: EvaluationOptions = {
    source,
    catalog: flags.catalog ?? null,
    until: untilOf(flags.until),
    delayMs: given(
      parseDelay(flags.delay),
      `--delay ${flags.delay}: wanted is 0, or a number of ms, s, m, h or d, such as 15m`,
    ),
    strategies: [...new Set([...named, ...compared])],
    baselines: baselinesOf(flags.baselines, compare ?? []),
    settings: settingsOf(flags.set),
    isServed: flags.served === true,
    asksWithPage: flags.page === true,
    compare,
    k: whole('--k', flags.k, 1, mostK),
    seen: flags.seen === undefined ? null : oneOf('--seen', flags.seen, ['keep', 'drop']),
    lists: flags.lists ?? null,
    gates: flags.gate.map((text) => given(parseGate(text), `--gate ${text}: wanted is such as ${gateExample}`)),
    learnsRows: flags.rows,
    seed: whole('--seed', flags.seed, 0, 2 ** 31 - 1),
    resamples: whole('--resamples', flags.resamples, 100, 100_000),
    badLines: oneOf('--bad-lines', flags.badLines, badLinePolicies),
    memoryMib: whole('--memory-mib', flags.memoryMib, 1, 2 ** 30),
    writeQuestions: flags.writeQuestions ?? null,
  };
  if (options.catalog !== null && source.kind === 'topic')
    throw new UsageError('--catalog is for files: a tenant has its own');
  if (options.asksWithPage && !options.isServed)
    throw new UsageError('--page is a way to ask the pipeline: give --served too');
  return { task: describes ? 'describe' : options.writeQuestions === null ? 'evaluate' : 'write questions', options };
}

function sourceOf(files: readonly string[], { tenant, train, questions, users, ...flags }: EvaluateFlags): Source {
  const ways = [files.length > 0, tenant !== undefined, train !== undefined].filter(Boolean).length;
  if (ways !== 1)
    throw new UsageError(
      `${ways === 0 ? 'nothing to evaluate' : 'one of these at a time'}: give files of events, or --tenant, or --train with --questions`,
    );
  if (train === undefined && (questions !== undefined || users === true))
    throw new UsageError('--questions and --users need --train, what is learnt before they are asked');
  if (tenant !== undefined)
    return {
      kind: 'topic',
      tenant,
      space: oneOf('--space', flags.space, ['live', 'test']),
      placement: flags.placement,
    };
  if (train === undefined) return { kind: 'files', files, format: oneOf('--format', flags.format, importFormats) };
  if (questions === undefined) throw new UsageError('--train needs --questions, the file of what is asked');
  const types = eventTypeNames.filter((type) => weightOf(type) > 0);
  const as = oneOf('--as', flags.as, types);
  return users === true
    ? { kind: 'users', train, heldOut: questions, as }
    : { kind: 'questions', train, questions, as };
}

function strategiesOf(text: string): string[] {
  const all = strategies.map(({ name }) => name as string);
  return text === 'all' ? all : text.split(',').map((name) => oneOf('--strategy', name.trim(), all));
}

/** Those that were named, and those that are compared. */
function baselinesOf(text: string, compared: readonly string[]): BaselineName[] {
  const named =
    text === 'none' ? [] : text === 'all' ? baselineNames : text.split(',').map((name) => baselineNamed(name.trim()));
  return baselineNames.filter((name) => named.includes(name) || compared.includes(name));
}

const baselineNamed = (name: string): BaselineName => {
  const found = baselineNames.find((one) => one === name);
  return given(found, `--baselines ${name}: wanted is one of all, none, ${baselineNames.join(', ')}`);
};

function compareOf(text: string | undefined): [string, string] | null {
  if (text === undefined) return null;
  const [a, b, ...rest] = text.split(',').map((name) => name.trim());
  if (a === undefined || b === undefined || a === b || rest.length > 0)
    throw new UsageError(`--compare ${text}: wanted are two names, such as session,association_rules`);
  const names = strategies.flatMap(({ name }) => [name, `${name}:served`, `${name}:filtered`]);
  for (const name of [a, b]) oneOf('--compare', name, [...names, ...baselineNames, 'lists']);
  return [a, b];
}

function untilOf(text: string): Until {
  const [, percent] = /^(\d{1,2}(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent !== undefined) return { share: Number(percent) / 100 };
  return { timeMs: given(parseTime(text), `--until ${text}: wanted is ${timeWanted}, a date, or a share such as 80%`) };
}

/** `strategy.setting=value`, checked as a tenant's configuration is. */
function settingsOf(texts: readonly string[]): Record<string, Record<string, unknown>> {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const text of texts) {
    const [, name = '', setting = '', value = ''] = /^([a-z_]+)\.(\w+)=(.+)$/.exec(text) ?? [];
    const strategy = strategies.find((one) => one.name === name);
    const contract = (strategy?.settings as TObject['properties'] | undefined)?.[setting];
    if (contract === undefined) throw new UsageError(`--set ${text}: wanted is such as ${settable().join(', ')}`);
    if (!Check(contract, Number(value))) throw new UsageError(`--set ${text}: wanted is ${boundsOf(contract)}`);
    settings[name] = { ...settings[name], [setting]: Number(value) };
  }
  return settings;
}

function boundsOf({ minimum, maximum }: { minimum?: number; maximum?: number }): string {
  return `a whole number from ${minimum ?? 0}${maximum === undefined ? ' on' : ` to ${maximum}`}`;
}

const settable = (): string[] =>
  strategies.flatMap(({ name, defaults }) => Object.entries(defaults).map(([key, value]) => `${name}.${key}=${value}`));

function oneOf<const Name extends string>(flag: string, text: string, names: readonly Name[]): Name {
  return given(
    names.find((name) => name === text),
    `${flag} ${text}: wanted is one of ${names.join(', ')}`,
  );
}

function whole(flag: string, text: string, least: number, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most))
    throw new UsageError(`${flag} ${text}: wanted is a whole number from ${least} to ${most}`);
  return number;
}

function given<Value>(value: Value | null | undefined, message: string): Value {
  if (value === null || value === undefined) throw new UsageError(message);
  return value;
}
