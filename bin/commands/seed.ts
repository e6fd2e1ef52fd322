import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { sendCatalog } from '#cli/import/send-catalog.ts';
import { sendEvents } from '#cli/import/send-events.ts';
import { demoCatalog } from '#domain/demo/catalog.ts';
import { demoHistory } from '#domain/demo/history.ts';
import { demoStrategies } from '#domain/demo/strategies.ts';
import { several } from '#domain/several.ts';
import type { Config } from '#runtime/config/settings.ts';
import { replaceFile } from '#runtime/replace-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../output.ts';
import { withProgress } from './progress-bar.ts';
import { withTenantKey } from './with-tenant-key.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = { common(command: Command): Command; configOf(flags: Flags): Config };

/** `recomengine seed`: gives any tenant the demo shop's catalog and year of shoppers. */
export function addSeedCommand(command: Command, { common, configOf }: Shared): void {
  common(
    command
      .requiredOption('--tenant <name or id>', 'whose data it becomes')
      .option('--create-tenant', 'make the tenant where it is missing')
      .option('--key <key>', 'a read_write key; without it one is made on this machine, and revoked at the end')
      .option('--url <url>', 'of the API; the running one of the data folder'),
  ).action(async (flags: Flags) => {
    const config = configOf(flags);
    const tenantConfig = { strategies: demoStrategies };
    const seeded = await withTenantKey(config, flags, tenantConfig, async ({ tenant, ...sender }) => {
      const startedAt = performance.now();
      const dir = join(config.dataDir, 'imports');
      const items = demoCatalog().map(({ group: _group, ...item }) => item);
      const events = [...demoHistory(keepEnd(dir, tenant))];
      const counts = await withProgress(flags.json !== true, async (onProgress) => {
        const catalog = await sendCatalog(sender, items, (done) => onProgress('catalog', done, items.length));
        const sent = await sendEvents(sender, events, join(dir, `seed-${safe(tenant)}-progress.json`), (done) =>
          onProgress('events', done, events.length),
        );
        return { catalog, sent };
      });
      const { accepted, duplicates, rejected } = counts.sent;
      return {
        tenant,
        catalog: { sent: items.length, refused: counts.catalog.refused },
        events: { sent: events.length, accepted, duplicates, rejected },
        seconds: (performance.now() - startedAt) / 1000,
      };
    });
    const { catalog, events, seconds } = seeded;
    const n = (value: number) => value.toLocaleString('en');
    print(
      flags,
      seeded,
      `${several(catalog.sent, 'product')} and ${several(events.sent, 'event')} in ${seconds.toFixed(1)} s: ${n(events.accepted)} accepted, ${n(events.duplicates)} known already, ${n(events.rejected + catalog.refused)} refused`,
    );
    if (events.rejected + catalog.refused > 0) process.exitCode = exitCodes.partly;
  });
}

/** Returns when the history ends. The first run for a tenant decides that; a later run sends the same events, which count once. */
function keepEnd(dir: string, tenant: string): number {
  const file = join(dir, `seed-${safe(tenant)}.json`);
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { endMs: number }).endMs;
  const endMs = Date.now();
  mkdirSync(dir, { recursive: true });
  replaceFile(file, `${JSON.stringify({ endMs })}\n`);
  return endMs;
}

const safe = (tenant: string): string => tenant.replaceAll(/[^\w-]/g, '_');
