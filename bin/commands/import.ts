import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { currencyOf, type ImportFormat, importFormats } from '#cli/import/read-input.ts';
import { type ImportSummary, runImport } from '#cli/import/run-import.ts';
import type { Config } from '#runtime/config/settings.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../output.ts';
import { withProgress } from './progress-bar.ts';
import { withTenantKey } from './with-tenant-key.ts';

type Shared = {
  common(command: Command): Command;
  configOf(flags: Record<string, string | boolean | undefined>): Config;
};

/** `recomengine import`: sends a file through the public API. */
export function addImportCommands(command: Command, { common, configOf }: Shared): void {
  common(
    command
      .argument('<file...>', 'may be gzipped; several are imported one after the other')
      .addOption(new Option('--format <format>', 'of the file').choices(importFormats).makeOptionMandatory())
      .requiredOption('--tenant <name or id>', 'whose data it is')
      .option('--create-tenant', 'make the tenant where it is missing')
      .option('--key <key>', 'a read_write key; without it one is made on this machine, and revoked at the end')
      .option('--url <url>', 'of the API; the running one of the data folder')
      .option('--shift-to-now', 'move all times so that the last event is now')
      .option('--restart', 'send everything again instead of going on; duplicates count once'),
  ).action(async (files: string[], flags: Record<string, string | boolean | undefined> & { json?: boolean }) => {
    const format = flags.format as ImportFormat;
    const config = configOf(flags);
    const currency = currencyOf[format];
    await withTenantKey(config, flags, currency === undefined ? {} : { currency }, async (access) => {
      for (const file of files) {
        const summary = await withProgress(flags.json !== true, (onProgress) =>
          runImport({
            ...access,
            format,
            file,
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
    });
  });
}

/** Whether the API refused something that was sent. Rows that the rules of a format leave out do not count. */
const wasRefused = ({ catalog, events, refused }: ImportSummary): boolean =>
  catalog.refused > 0 || events.rejected > 0 || refused.length > 0;

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
