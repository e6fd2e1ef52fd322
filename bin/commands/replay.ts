import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { refuseUnreadable } from '#cli/refuse-unreadable.ts';
import { checkTask } from '#cli/replay/check-task.ts';
import { followReplay } from '#cli/replay/follow-replay.ts';
import { ledgerText } from '#cli/replay/ledger-text.ts';
import { replayText } from '#cli/replay/replay-text.ts';
import type { Config } from '#runtime/config/settings.ts';
import { exportFormats, exportTables, type ReplayTask, rebuildable } from '#schemas/http/replay-settings.ts';
import { findScope } from '#stores/control/local-keys.ts';
import type { Database } from '#stores/postgres/database.ts';
import { askReplay, maxOpenReplays } from '#stores/replays/ask-replay.ts';
import { endReplay } from '#stores/replays/end-replay.ts';
import { readLedger } from '#stores/replays/read-ledger.ts';
import { listReplays, readReplay } from '#stores/replays/read-replays.ts';
import type { Replay } from '#stores/replays/replay.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { judgedRules } from './judged-rules.ts';
import { withProgress } from './progress-bar.ts';
import { withTenant } from './with-tenant.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean; tenant: string; detach?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

const maxListed = 100;

/** `recomengine replay …`: the same jobs as on the console's page, worked on by the running product. */
export function addReplayCommands(replay: Command, { common, configOf, print }: Shared): void {
  const ofTenant = (command: Command) =>
    common(command.requiredOption('--tenant <name or id>', 'of the running product'));
  const folderOf = (flags: Flags, { id }: Replay) => join(configOf(flags).dataDir, 'replays', id);
  const show = (flags: Flags, one: Replay) => {
    print(flags, one, replayText(one, folderOf(flags, one)));
    if (one.state === 'failed') process.exitCode = exitCodes.failed;
    else if (one.report?.isLive === false) process.exitCode = exitCodes.gate;
  };
  const start = (kind: ReplayTask['kind'], settingsOf: (flags: Flags) => object) => (flags: Flags) => {
    const task = checkTask(kind, settingsOf(flags), Date.now());
    return withTenant(configOf(flags), flags.tenant, async (database, tenantId) => {
      if (task.kind === 'whatIf')
        task.settings = await judgedRules(database, tenantId, task.settings, `--rules ${flags.rules}`);
      const asked = await database.transaction((client) => askReplay(client, tenantId, task, null));
      if (asked === null)
        throw new UsageError(`${maxOpenReplays} replays of this tenant wait already: cancel one, or wait`);
      show(flags, flags.detach === true ? asked : await follow(flags, database, asked));
    });
  };
  const follow = (flags: Flags, database: Database, asked: Replay) =>
    withProgress(process.stderr.isTTY && flags.json !== true, (onProgress) =>
      followReplay(database, asked, untilStopped(), onProgress),
    );
  const started = (command: Command) =>
    ofTenant(command.option('--detach', 'do not wait for it; Ctrl-C detaches too, and cancels nothing'));
  const spaceOption = () => new Option('--space <space>', 'of the tenant').choices(['live', 'test']).default('live');

  started(
    replay
      .command('export')
      .description('events, exposures, attributions and catalog as files by the day, with a manifest')
      .addOption(new Option('--format <format>', 'of the files').choices(exportFormats).default('jsonl'))
      .option('--tables <names>', `separated by commas; left out: ${exportTables.join(', ')}`)
      .option('--from <day>', 'the first day, in UTC, such as 2026-03-01')
      .option('--to <day>', 'the last day, which is included')
      .addOption(spaceOption()),
  ).action(
    start('export', ({ format, tables, from, to, space }) => ({
      ...defined({ format, from, to, space }),
      ...(tables === undefined ? {} : { tables: String(tables).split(',') }),
    })),
  );
  started(
    replay
      .command('evaluate')
      .description('strategies on the stored events of a tenant; `recomengine evaluate` has more options')
      .option('--strategy <names>', 'separated by commas', 'session')
      .option('--days <n>', 'how many days of events are read', '90')
      .option('--served', 'measure the whole pipeline too')
      .option('--placement <id>', 'whose rules hold', 'default')
      .addOption(spaceOption()),
  ).action(
    start('evaluate', ({ strategy, days, served, placement, space }) => ({
      strategies: String(strategy).split(','),
      days: Number(days),
      served: served === true,
      placementId: placement,
      space,
    })),
  );
  started(
    replay
      .command('what-if')
      .description('answers of a placement again, by other settings: what would be won and lost')
      .option('--placement <id>', 'whose answers', 'default')
      .option('--days <n>', 'answers of how many days', '7')
      .option('--answers <n>', 'at most so many, evenly chosen', '2000')
      .option('--strategy <name>', 'what the placement would ask by')
      .option(
        '--rules <file or off>',
        'JSON as PUT …/rules takes it, in place of its rules; off: as if there were none',
      )
      .option('--config <JSON>', 'settings of the tenant that would differ, such as \'{"excludePurchased": false}\'')
      .addOption(spaceOption()),
  ).action(
    start('whatIf', ({ placement, days, answers, strategy, rules, config, space }) => ({
      placementId: placement,
      days: Number(days),
      answers: Number(answers),
      space,
      ...defined({ strategy }),
      ...(rules === undefined ? {} : { rules: rules === 'off' ? rules : rulesOf(String(rules)) }),
      ...(config === undefined ? {} : { config: jsonOf('--config', String(config)) }),
    })),
  );
  started(
    replay
      .command('as-of')
      .description('an answer from what was known and set at a moment: one that was recorded, or to a question')
      .option('--exposure <id>', 'the recorded answer: `exposureId` of GET /exposures and of exports')
      .option('--at <time>', 'in place of it: when the question is asked, such as 2026-03-01T12:00:00Z')
      .option('--user <id>', 'who asks')
      .option('--placement <id>', 'where')
      .option('--product <ids>', 'the product page, or the cart, separated by commas')
      .option('--strategy <name>', 'what is asked for')
      .option('--limit <n>', 'how many products')
      .addOption(spaceOption()),
  ).action(
    start('asOf', ({ exposure, at, user, placement, product, strategy, limit, space }) => {
      const question = {
        ...defined({ userId: user, placementId: placement, strategy }),
        ...(product === undefined ? {} : { productId: String(product).split(',') }),
        ...(limit === undefined ? {} : { limit: Number(limit) }),
      };
      const asked = Object.keys(question).length === 0 ? {} : { question };
      return { ...defined({ exposureId: exposure, at, space }), ...asked };
    }),
  );
  started(
    replay
      .command('rebuild')
      .description('a projection of all tenants, in the background; `recomengine rebuild` does it in the foreground')
      .addOption(new Option('--projection <name>', 'which').choices(rebuildable).makeOptionMandatory())
      .option('--bound <share>', 'the largest share of differing rows that is swapped', '0')
      .option('--confirm', 'swap, however much differs'),
  ).action(
    start('rebuild', ({ projection, bound, confirm }) => ({
      projection,
      bound: Number(bound),
      confirm: confirm === true,
    })),
  );

  ofTenant(replay.command('list', { isDefault: true }).description('the newest first')).action((flags: Flags) =>
    withTenant(configOf(flags), flags.tenant, async (database, tenantId) => {
      const { replays } = await database.transaction((client) => listReplays(client, tenantId, maxListed, 0));
      const lines = replays.map((one) => replayText({ ...one, report: null }, folderOf(flags, one)));
      print(flags, replays, lines.length === 0 ? 'none' : lines.join('\n'));
    }),
  );
  ofTenant(
    replay.command('ledger').description('what what-ifs predicted, beside what experiments measured later'),
  ).action((flags: Flags) =>
    withTenant(configOf(flags), flags.tenant, async (database, tenantId) => {
      const scopes = {
        live: await findScope(database, tenantId, 'live'),
        test: await findScope(database, tenantId, 'test'),
      };
      const entries = await database.transaction((client) => readLedger(client, tenantId, scopes, new Date()));
      print(flags, entries, ledgerText(entries));
    }),
  );
  ofTenant(
    replay
      .command('show')
      .description('one, and what it found; waits until it has ended unless --detach is given')
      .argument('<id>', 'of the replay')
      .option('--detach', 'as it is now'),
  ).action((id: string, flags: Flags) =>
    withTenant(configOf(flags), flags.tenant, async (database, tenantId) => {
      const found = await database.transaction((client) => readReplay(client, tenantId, uuidOf(id)));
      if (found === undefined) throw noReplay(id);
      show(flags, flags.detach === true ? found : await follow(flags, database, found));
    }),
  );
  ofTenant(
    replay
      .command('cancel')
      .description('one that is not done; removes one that is, with its files')
      .argument('<id>', 'of the replay'),
  ).action((id: string, flags: Flags) =>
    withTenant(configOf(flags), flags.tenant, async (database, tenantId) => {
      const ended = await database.transaction((client) => endReplay(client, tenantId, uuidOf(id)));
      if (ended === 'gone') throw noReplay(id);
      print(flags, { id, ended }, `${id} was ${ended}`);
    }),
  );
}

const noReplay = (id: string) => new UsageError(`the tenant has no replay ${id}: \`replay list\` has those there are`);

function uuidOf(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw noReplay(text);
  return text;
}

/** The rules of a file: a list, or the body of PUT …/rules. */
function rulesOf(file: string): unknown {
  refuseUnreadable([file]);
  const read = jsonOf(file, readFileSync(file, 'utf8'));
  const rules = Array.isArray(read) ? read : (read as { rules?: unknown } | null)?.rules;
  if (rules === undefined) throw new UsageError(`${file} has no rules: it takes a list, or {"rules": […]}`);
  return rules;
}

function jsonOf(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

const defined = (fields: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Ctrl-C ends the waiting, and not the replay. */
function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  return stopping.signal;
}
