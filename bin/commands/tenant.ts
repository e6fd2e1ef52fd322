import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Compile } from 'typebox/compile';
import { withExample } from '#cli/import/refusals.ts';
import { NotRunning, openRunningDatabase } from '#cli/running-parts.ts';
import { several } from '#domain/several.ts';
import type { DumpManifest } from '#replays/dump/dump-line.ts';
import { beginRestore, type RestoreReport, restoreTenant } from '#replays/dump/restore-tenant.ts';
import { writeDump } from '#replays/dump/write-dump.ts';
import type { Config } from '#runtime/config/settings.ts';
import { ForgotPasswordBody } from '#schemas/http/auth.ts';
import { readAdmin } from '#stores/control/local-keys.ts';
import { readOwner } from '../data-folder.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { withProgress } from './progress-bar.ts';
import { withOwnKeys } from './with-own-keys.ts';
import { withTenant } from './with-tenant.ts';
import { importerEmail } from './with-tenant-key.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

/** `recomengine tenant dump` and `restore`: all that a tenant has stored as one file of JSON lines, and a tenant made of such a file. */
export function addTenantCommands(command: Command, shared: Shared): void {
  addDumpCommand(command, shared);
  addRestoreCommand(command, shared);
}

function addDumpCommand(command: Command, { common, configOf, print }: Shared): void {
  common(
    command
      .command('dump <tenant>')
      .description('write the catalog, events and settings of a tenant, by name or id, to a file of JSON lines')
      .requiredOption('--to <file>', 'gzipped if it ends in .gz')
      .option('--force', 'write over a file that is there'),
  ).action(async (name: string, flags: Flags) => {
    const file = resolve(String(flags.to));
    refuseToWriteOver(file, flags.force === true);
    await withTenant(configOf(flags), name, async (database, tenantId) => {
      const manifest = await withProgress(process.stderr.isTTY && flags.json !== true, (onProgress) =>
        writeDump(database, tenantId, file, new Date(), (lines) => onProgress('lines', lines, null)),
      );
      print(flags, { file, ...manifest }, dumpText(file, manifest));
    });
  });
}

function addRestoreCommand(command: Command, { common, configOf, print }: Shared): void {
  common(
    command
      .command('restore <file>')
      .description(
        'make a tenant of a dump, or go on with one that was cut short; what was restored before counts once',
      )
      .option('--tenant <name>', 'its name; that of the dump if left out')
      .option('--email <email>', 'of the admin who gets it', importerEmail)
      .option('--url <url>', 'of the API; the running one of the data folder'),
  ).action(async (given: string, flags: Flags) => {
    const config = configOf(flags);
    const { apiKeyHmacSecret: secret } = config;
    if (secret === '') throw new NotRunning(config.dataDir);
    const file = resolve(given);
    const email = String(flags.email);
    if (!hasAddress.Check({ email })) throw new UsageError(`--email takes an e-mail address, and ${email} is none`);
    const url = String(flags.url ?? readOwner(config.dataDir)?.url ?? `http://${config.host}:${config.port}`);
    const database = openRunningDatabase(config, 'postgres');
    try {
      const name = flags.tenant === undefined ? undefined : String(flags.tenant);
      const tenant = await beginRestore(database, file, { name, email });
      const { tenantId } = tenant;
      const keys = { url, secret, tenantId, name: 'restore', spaces: ['live', 'test'] } as const;
      const report = await withOwnKeys(database, keys, (senders) =>
        withProgress(process.stderr.isTTY && flags.json !== true, (onProgress) =>
          restoreTenant(database, file, tenant, senders, (phase, done) => onProgress(phase, done, null)),
        ),
      );
      const admin = await readAdmin(database, tenantId);
      print(flags, { ...report, admin }, restoreText({ ...report, admin }));
      if (report.events.refused + report.products.refused > 0) process.exitCode = exitCodes.partly;
    } finally {
      await database.close();
    }
  });
}

const hasAddress = Compile(ForgotPasswordBody);

function refuseToWriteOver(file: string, isForced: boolean): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) throw new UsageError(`${file} is a folder: name a file by --to`);
  if (there !== undefined && !isForced)
    throw new UsageError(`${file} is there already: name another file by --to, or add --force`);
}

const n = (value: number) => value.toLocaleString('en');

function dumpText(file: string, { counts, repeats, archivedMonths, leftOut }: DumpManifest): string {
  const archived =
    archivedMonths.length === 0 ? [] : [`  not in it: events of archived months, ${archivedMonths.join(', ')}`];
  return [
    `${file}: ${several(counts.product, 'product')}, ${several(counts.event, 'event')}, ${several(counts.widget, 'widget')}, rules of ${several(counts.rules, 'placement')}, ${several(counts.experiment, 'experiment')}`,
    ...(repeats === 0
      ? []
      : [
          `  without a line: ${several(repeats, 'impression or click', 'impressions and clicks')} that came before in the same answer, and count nowhere`,
        ]),
    ...archived,
    `  never in it: ${leftOut.join(', ')}`,
  ].join('\n');
}

function restoreText({
  tenant,
  products,
  events,
  refused,
  erased,
  placements,
  admin,
}: RestoreReport & { admin: Awaited<ReturnType<typeof readAdmin>> }): string {
  return [
    `${tenant.name} (${tenant.id}). Make a key for it: a dump has none`,
    `  admin       ${admin.email}${admin.hasPassword ? '' : ', who has no password yet: ask for a link to set one by "Forgot the password?" on the login page (needs --smtp-url)'}`,
    `  products    ${n(products.sent)} sent, ${n(products.refused)} refused`,
    `  events      ${n(events.sent)} sent: ${n(events.accepted)} accepted, ${n(events.known)} known already, ${n(events.refused)} refused`,
    ...refused.map((one) => `  REFUSED     ${n(one.count)} × ${withExample(one)}`),
    ...(erased === 0
      ? []
      : [
          `  erased      ${n(erased)} who had been erased when it was dumped: their events count, and no model knows them`,
        ]),
    `  placements  new: ${several(placements.widgets, 'widget')}, ${several(placements.rules, 'list of rules', 'lists of rules')}, ${several(placements.experiments, 'experiment')} (drafts)`,
  ].join('\n');
}
