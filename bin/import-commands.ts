import { basename, join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { demoCatalog } from '#cli/demo/catalog.ts';
import { demoHistory } from '#cli/demo/history.ts';
import { openRunningDatabase } from '#cli/embedded-parts.ts';
import { type ImportFormat, type ImportSummary, importFormats, runImport } from '#cli/import/run-import.ts';
import { sendCatalog } from '#cli/import/send-catalog.ts';
import { sendEvents } from '#cli/import/send-events.ts';
import { createLocalKey, createLocalTenant, findTenant, revokeLocalKey } from '#cli/local-key.ts';
import type { Config } from '#runtime/config.ts';
import { readOwner } from './data-folder.ts';
import { exitCodes } from './exit-codes.ts';
import { untilKeyWorks } from './until-key-works.ts';

type Shared = {
  common(command: Command): Command;
  configOf(flags: Record<string, string | boolean | undefined>): Config;
  print(flags: { json?: boolean }, data: unknown, text: string): void;
};

/** Cannot be logged in with: whoever imports into a new tenant takes it over by a password reset. */
const noPassword = '!';
const dayMs = 86_400_000;
const importerEmail = 'importer@localhost.localdomain';

/** `recomengine import`: a file through the public API. */
export function addImportCommands(program: Command, { common, configOf, print }: Shared): void {
  common(
    program
      .command('import')
      .description(
        'stream a file through the HTTP API, as catalog and events; it can be interrupted and goes on where it was',
      )
      .argument('<file>', 'may be gzipped')
      .requiredOption('--format <format>', importFormats.join(', '))
      .requiredOption('--tenant <name or id>', 'whose data it is')
      .option('--create-tenant', 'make the tenant where it is missing')
      .option('--key <key>', 'a read_write key; without it one is made on this machine, and revoked at the end')
      .option('--url <url>', 'of the API; the running one of the data folder')
      .option('--shift-to-now', 'move all times so that the last event is now')
      .option('--restart', 'begin anew instead of going on'),
  ).action(async (file: string, flags: Record<string, string | boolean | undefined> & { json?: boolean }) => {
    const format = importFormats.find((known) => known === flags.format);
    if (format === undefined)
      throw new Error(`there is no format ${flags.format}: it is one of ${importFormats.join(', ')}`);
    const config = configOf(flags);
    const url = String(flags.url ?? readOwner(config.dataDir)?.url ?? `http://${config.host}:${config.port}`);
    const given = typeof flags.key === 'string' ? flags.key : null;
    const access = given === null ? await mintKey(config, String(flags.tenant), flags.createTenant === true) : null;
    try {
      const key = given ?? access?.key ?? '';
      await untilKeyWorks(url, key);
      const summary = await withProgress((onProgress) =>
        runImport({
          format: format as ImportFormat,
          file,
          url,
          key,
          shiftToNow: flags.shiftToNow === true,
          restart: flags.restart === true,
          stateDir: join(config.dataDir, 'imports'),
          onProgress,
        }),
      );
      print(flags, summary, describe(summary));
      if (summary.refused.length > 0) process.exitCode = exitCodes.partly;
    } finally {
      await access?.revoke();
    }
  });
}

/** `recomengine seed`: the demo shop's catalog and year, into any tenant. */
export function addSeedCommand(program: Command, { common, configOf, print }: Shared): void {
  common(
    program
      .command('seed')
      .description(
        'load the catalog and the year of shoppers of the demo shop into a tenant; repeated, it changes nothing within a day',
      )
      .requiredOption('--tenant <name or id>', 'whose data it becomes')
      .option('--create-tenant', 'make the tenant where it is missing'),
  ).action(async (flags: Record<string, string | boolean | undefined> & { json?: boolean }) => {
    const config = configOf(flags);
    const url = readOwner(config.dataDir)?.url ?? `http://${config.host}:${config.port}`;
    const access = await mintKey(config, String(flags.tenant), flags.createTenant === true);
    try {
      await untilKeyWorks(url, access.key);
      const sender = { url, key: access.key };
      const endMs = Math.floor(Date.now() / dayMs) * dayMs;
      const events = [...demoHistory(endMs)];
      const counts = await withProgress(async (onProgress) => {
        const items = demoCatalog().map(({ group: _group, ...item }) => item);
        await sendCatalog(sender, items, (done) => onProgress('catalog', done, items.length));
        return sendEvents(sender, events, null, (done) => onProgress('events', done, events.length));
      });
      print(
        flags,
        counts,
        `${counts.accepted.toLocaleString('en')} events accepted, ${counts.duplicates.toLocaleString('en')} known already`,
      );
    } finally {
      await access.revoke();
    }
  });
}

async function mintKey(config: Config, tenant: string, mayCreate: boolean) {
  const database = openRunningDatabase(config, 'postgres');
  try {
    let tenantId = await findTenant(database, tenant);
    if (tenantId === null) {
      if (!mayCreate) throw new Error(`there is no tenant ${tenant}: name it by --tenant, or add --create-tenant`);
      tenantId = await createLocalTenant(database, tenant, importerEmail, {}, noPassword);
    }
    const { keyId, key } = await createLocalKey(
      database,
      tenantId,
      'import',
      'read_write',
      'live',
      config.apiKeyHmacSecret,
    );
    return {
      key,
      async revoke() {
        await revokeLocalKey(database, keyId);
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function withProgress<T>(
  work: (onProgress: (phase: string, done: number, total: number | null) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar(
    {
      format: '{phase} {bar} {percentage}% {value}/{total} {eta_formatted}',
      stream: process.stderr,
      noTTYOutput: false,
    },
    Presets.shades_classic,
  );
  let phase = '';
  try {
    return await work((now, done, total) => {
      if (total === null) return;
      if (now !== phase) {
        if (phase !== '') bar.stop();
        phase = now;
        bar.start(total, done, { phase: now.padEnd(8) });
      } else bar.update(done);
    });
  } finally {
    if (phase !== '') bar.stop();
  }
}

function describe(summary: ImportSummary): string {
  const { events, catalog, read } = summary;
  const n = (value: number) => value.toLocaleString('en');
  return [
    `${basename(summary.file)} as ${summary.format}, ${summary.seconds.toFixed(1)} s`,
    `  read      ${Object.entries(read)
      .map(([name, value]) => `${n(value)} ${name}`)
      .join(', ')}`,
    `  catalog   ${n(catalog.sent)} sent, ${n(catalog.refused)} refused`,
    `  events    ${n(events.sent)} sent: ${n(events.accepted)} accepted, ${n(events.duplicates)} known already, ${n(events.rejected)} rejected`,
    ...summary.refused.map(({ reason, count, example }) => `  left out  ${n(count)} × ${reason}, such as ${example}`),
  ].join('\n');
}
