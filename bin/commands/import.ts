import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { isUrl } from '#cli/import/open-source.ts';
import { currencyOf, type ImportFormat, importFormats } from '#cli/import/read-input.ts';
import { withExample } from '#cli/import/refusals.ts';
import { type ImportSummary, runImport } from '#cli/import/run-import.ts';
import { type UploadSummary, uploadCatalog } from '#cli/import/upload-catalog.ts';
import { refuseUnreadable } from '#cli/refuse-unreadable.ts';
import { several } from '#domain/several.ts';
import type { Config } from '#runtime/config/settings.ts';
import { type CatalogFileFormat, catalogFileFormats } from '#schemas/http/catalog-import.ts';
import type { NoteCounts } from '#schemas/http/notes.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
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
      .argument('<file...>', 'may be gzipped; of products also a URL; several are imported one after the other')
      .addOption(
        new Option('--format <format>', 'of the file')
          .choices([...importFormats, ...catalogFileFormats])
          .makeOptionMandatory(),
      )
      .requiredOption('--tenant <name or id>', 'whose data it is')
      .option('--create-tenant', 'make the tenant where it is missing')
      .option('--key <key>', 'a read_write key; without it one is made on this machine, and revoked at the end')
      .option('--url <url>', 'of the API; the running one of the data folder')
      .option('--shift-to-now', 'move all times so that the last event is now')
      .option('--full', 'the file of products is the whole catalog: those that it lacks become unavailable')
      .option('--retire-up-to <percent>', 'with --full: of the available products; if it lacks more, it retires none')
      .option('--dry-run', 'of products: say what would become of the file, and change nothing')
      .option('--id-column <name>', 'of products and orders: the column with the product ids')
      .option('--user-column <name>', "of orders: the column with the shoppers' ids")
      .addOption(new Option('--encoding <encoding>', 'of the file').choices(['utf-8', 'latin1']))
      .option('--restart', 'send everything again instead of going on; duplicates count once'),
  ).action(async (files: string[], flags: Record<string, string | boolean | undefined> & { json?: boolean }) => {
    const config = configOf(flags);
    if (isOfProducts(flags.format)) return importProducts(config, flags, flags.format, files);
    const format = flags.format as ImportFormat;
    const isTaken = (name: string) => name === 'encoding' || (name === 'idColumn' && format === 'shopify-orders');
    if (flags.userColumn !== undefined && format !== 'shopify-orders')
      throw new UsageError('--user-column is of files of orders: shopify-orders');
    const notTaken = productFlags.find((name) => flags[name] !== undefined && !isTaken(name));
    if (notTaken !== undefined)
      throw new UsageError(`--${kebab(notTaken)} is of files of products: ${catalogFileFormats.join(', ')}`);
    refuseUnreadable(files);
    const currency = currencyOf[format];
    await withTenantKey(config, flags, currency === undefined ? {} : { currency }, async (access) => {
      for (const file of files) {
        const summary = await withProgress(flags.json !== true, (onProgress) =>
          runImport({
            ...access,
            format,
            file,
            encoding: flags.encoding === 'latin1' ? 'latin1' : 'utf-8',
            columns: { ...textOf(flags.idColumn, 'product'), ...textOf(flags.userColumn, 'user') },
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

/** A column that was named, as a field of this name. */
const textOf = <Name extends string>(flag: string | boolean | undefined, name: Name) =>
  (typeof flag === 'string' ? { [name]: flag } : {}) as { [Key in Name]?: string };

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
const productFlags = ['full', 'retireUpTo', 'dryRun', 'idColumn', 'encoding'] as const;

const isOfProducts = (format: unknown): format is CatalogFileFormat =>
  catalogFileFormats.some((name) => name === format);
const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

async function importProducts(
  config: Config,
  flags: Flags,
  format: CatalogFileFormat,
  sources: readonly string[],
): Promise<void> {
  if (flags.full === true && sources.length > 1)
    throw new UsageError('--full takes one file: each of several would retire what the others bring');
  refuseUnreadable(sources.filter((source) => !isUrl(source)));
  const query = Object.fromEntries(
    productFlags.flatMap((name) => (flags[name] === undefined ? [] : [[name, String(flags[name])]])),
  );
  await withTenantKey(config, flags, {}, async (access) => {
    for (const source of sources) {
      const summary = await uploadCatalog({ ...access, format, source, query, onProgress: () => {} });
      print(flags, summary, describeProducts(summary));
      if (summary.rejected > 0 || summary.keptBecause !== undefined) process.exitCode = exitCodes.partly;
    }
  });
}

function describeProducts(summary: UploadSummary): string {
  const n = (value: number) => value.toLocaleString('en');
  const { created, updated, pending, rejected, repeated, retired, rounded = 0, trimmed = 0 } = summary;
  return [
    `${summary.file} as ${summary.format}, ${summary.seconds.toFixed(1)} s${summary.dryRun === true ? ': a dry run, nothing was changed' : ''}`,
    `  products  ${n(created)} created, ${n(updated)} updated, ${n(pending)} on their way, ${several(rejected, 'line')} refused`,
    ...(repeated > 0 ? [`  repeated  ${n(repeated)} with an id that came before: the first counts`] : []),
    ...(rounded > 0 ? [`  rounded   ${several(rounded, 'price')}, to 4 decimal places`] : []),
    ...(trimmed > 0
      ? [`  trimmed   ${several(trimmed, 'category', 'categories')}, to the parts that are not empty`]
      : []),
    ...(retired > 0 ? [`  retired   ${n(retired)} that the file lacks: unavailable from now on`] : []),
    ...(summary.keptBecause === undefined ? [] : [`  KEPT      ${summary.keptBecause}`]),
    ...summary.refused.map((one) => `  REFUSED   ${n(one.count)} × ${withExample(one)}`),
    ...(rejected > 0 ? ['            --json lists every line'] : []),
  ].join('\n');
}

const keptHow: Record<keyof NoteCounts, string> = {
  rounded: 'whose amounts have more than 4 decimal places',
  trimmed: 'whose category is kept without the empty parts of its path',
  weighed: 'kept as one piece at what was paid, since the quantity is no whole number',
  shortened: 'of whose metadata only what we read is kept: it is too large',
  clockCorrected: 'at the time by our clock: that of the device is off',
};

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
    ...Object.entries(summary.kept).map(
      ([how, count]) => `  ${how.padEnd(9)} ${several(count, 'event')}, ${keptHow[how as keyof NoteCounts]}`,
    ),
    ...(summary.nothingAccepted === null ? [] : [`  NOTHING   was accepted: ${summary.nothingAccepted}`]),
    ...summary.notes.map((note) => `  note      ${note}`),
    ...(summary.shiftMs === 0 ? [] : [`  times     moved by ${(summary.shiftMs / 86_400_000).toFixed(1)} days`]),
    ...summary.leftOut.map((one) => `  left out  ${n(one.count)} × ${withExample(one)}`),
    ...(summary.leftOut.length > 0
      ? ['            by the rules of the format, see docs/cli.md; that is no failure']
      : []),
    ...summary.refused.map((one) => `  REFUSED   ${n(one.count)} × ${withExample(one)}`),
  ].join('\n');
}
