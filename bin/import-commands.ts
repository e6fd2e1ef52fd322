import { basename, join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import { currencyOf, type ImportFormat, importFormats } from '#cli/import/read-input.ts';
import { type ImportSummary, runImport } from '#cli/import/run-import.ts';
import { createLocalKey, createLocalTenant, findTenant, revokeLocalKey } from '#cli/local-key.ts';
import { NotRunning, openRunningDatabase } from '#cli/running-parts.ts';
import type { Config } from '#runtime/config.ts';
import { readOwner } from './data-folder.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { print } from './output.ts';
import { untilKeyWorks } from './until-key-works.ts';

type Shared = {
  common(command: Command): Command;
  configOf(flags: Record<string, string | boolean | undefined>): Config;
};

/** Ctrl-C during an import. */
class Interrupted extends Error {
  readonly code = 'interrupted';
  constructor() {
    super('stopped: the same command goes on where it was');
    this.name = 'Interrupted';
  }
}

/** Cannot be logged in with: whoever imports into a new tenant takes it over by a password reset. */
const noPassword = '!';
const importerEmail = 'importer@localhost.localdomain';

/** `recomengine import`: a file through the public API. */
export function addImportCommands(program: Command, { common, configOf }: Shared): void {
  common(
    program
      .command('import')
      .description(
        'stream a file through the HTTP API, as catalog and events; it can be interrupted and goes on where it was',
      )
      .argument('<file...>', 'may be gzipped; several are imported one after the other')
      .addOption(new Option('--format <format>', 'of the file').choices(importFormats).makeOptionMandatory())
      .requiredOption('--tenant <name or id>', 'whose data it is')
      .option('--create-tenant', 'make the tenant where it is missing')
      .option('--key <key>', 'a read_write key; without it one is made on this machine, and revoked at the end')
      .option('--url <url>', 'of the API; the running one of the data folder')
      .option('--shift-to-now', 'move all times so that the last event is now')
      .option('--restart', 'send everything again instead of going on; repeats count once'),
  ).action(async (files: string[], flags: Record<string, string | boolean | undefined> & { json?: boolean }) => {
    const format = flags.format as ImportFormat;
    const config = configOf(flags);
    const url = String(flags.url ?? readOwner(config.dataDir)?.url ?? `http://${config.host}:${config.port}`);
    const given = typeof flags.key === 'string' ? flags.key : null;
    const access =
      given === null
        ? await mintKey(config, String(flags.tenant), flags.createTenant === true, currencyOf[format])
        : null;
    const stopping = new AbortController();
    const stop = () => stopping.abort(new Interrupted());
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    try {
      const key = given ?? access?.key ?? '';
      await untilKeyWorks(url, key);
      for (const file of files) {
        const summary = await withProgress(flags.json !== true, (onProgress) =>
          runImport({
            format,
            file,
            url,
            key,
            signal: stopping.signal,
            tenant: access?.tenantId ?? String(flags.tenant),
            shiftToNow: flags.shiftToNow === true,
            restart: flags.restart === true,
            stateDir: join(config.dataDir, 'imports'),
            nowMs: Date.now(),
            onProgress,
          }),
        );
        print(flags, summary, describe(summary));
        if (wasRefused(summary)) process.exitCode = exitCodes.partly;
      }
    } finally {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      await access?.revoke();
    }
  });
}

/** Of what was sent; what the rules of a format leave out was never meant to be. */
const wasRefused = ({ catalog, events, refused }: ImportSummary): boolean =>
  catalog.refused > 0 || events.rejected > 0 || refused.length > 0;

async function mintKey(config: Config, tenant: string, mayCreate: boolean, currency: string | undefined) {
  if (config.apiKeyHmacSecret === '') throw new NotRunning(config.dataDir);
  const database = openRunningDatabase(config, 'postgres');
  try {
    let tenantId = await findTenant(database, tenant);
    if (tenantId === null) {
      if (!mayCreate) throw new UsageError(`there is no tenant ${tenant}: name it by --tenant, or add --create-tenant`);
      tenantId = await createLocalTenant(
        database,
        tenant,
        importerEmail,
        currency === undefined ? {} : { currency },
        noPassword,
      );
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
      tenantId,
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
  isShown: boolean,
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
      if (total === null || !isShown) return;
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
    ...summary.notes.map((note) => `  note      ${note}`),
    ...(summary.shiftMs === 0 ? [] : [`  times     moved by ${(summary.shiftMs / 86_400_000).toFixed(1)} days`]),
    ...summary.leftOut.map(({ reason, count, example }) => `  left out  ${n(count)} × ${reason}, such as ${example}`),
    ...(summary.leftOut.length > 0
      ? ['            by the rules of the format, see docs/cli.md; that is no failure']
      : []),
    ...summary.refused.map(({ reason, count, example }) => `  REFUSED   ${n(count)} × ${reason}, such as ${example}`),
  ].join('\n');
}
