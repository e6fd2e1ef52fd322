import { type Command, InvalidArgumentError, Option } from 'commander';
import { compare, type Kpis } from '#domain/analytics/kpis.ts';
import type { Space } from '#domain/scope.ts';
import type { Config } from '#runtime/config/settings.ts';
import type { LocalOverview } from '#stores/analytics/read-overview.ts';
import { UsageError } from '../exit-codes.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

const maxDays = 400;

/** `recomengine analytics`: what a tenant's recommendations led to. */
export function addAnalyticsCommand(command: Command, { common, configOf, print }: Shared): void {
  common(
    command
      .requiredOption('--tenant <tenant>', 'its name or id')
      .addOption(new Option('--space <space>', 'which half of it').choices(['live', 'test']).default('live'))
      .addOption(new Option('--days <n>', 'how many, today included').default('30').argParser(parseDays)),
  ).action(async (flags: Flags) => {
    // Loaded once the arguments are known to be right: these take most of the time of a start.
    const { openRunningDatabase } = await import('#cli/running-parts.ts');
    const { readOverview } = await import('#stores/analytics/read-overview.ts');
    const { findTenant } = await import('#stores/control/local-keys.ts');
    const database = openRunningDatabase(configOf(flags), 'processor');
    try {
      const tenantId = await findTenant(database, String(flags.tenant));
      if (tenantId === null) throw new UsageError(`there is no tenant ${flags.tenant}: name it by --tenant`);
      const overview = await readOverview(database, tenantId, flags.space as Space, Number(flags.days));
      print(flags, overview, tableOf(overview));
    } finally {
      await database.close();
    }
  });
}

function parseDays(text: string): string {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > maxDays) throw new InvalidArgumentError(`1 to ${maxDays}`);
  return text;
}

function tableOf({ from, to, timeZone, current, previous }: LocalOverview): string {
  const lines = (Object.keys(current) as (keyof Kpis)[]).map((name) => {
    const { value, previous: before, change } = compare(current[name], previous[name]);
    const changed = change === null ? '(was 0)' : `${change < 0 ? '' : '+'}${(change * 100).toFixed(1)} %`;
    return [name, shown(value), shown(before ?? 0), changed];
  });
  const rows = [['', 'now', 'before', 'change'], ...lines];
  const widths = [0, 1, 2, 3].map((n) => Math.max(...rows.map((row) => (row[n] ?? '').length)));
  const text = rows.map((row) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  '),
  );
  return [`${from} to ${to} (${timeZone})`, ...text].join('\n');
}

const shown = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 4 });
