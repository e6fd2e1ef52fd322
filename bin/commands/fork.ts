import { type Command, Option } from 'commander';
import { withExample } from '#cli/import/refusals.ts';
import { NotRunning, openRunningDatabase } from '#cli/running-parts.ts';
import { beginSandbox } from '#replays/fork/begin-sandbox.ts';
import { type ForkReport, forkTenant } from '#replays/fork/fork-tenant.ts';
import type { Config } from '#runtime/config/settings.ts';
import { findTenant } from '#stores/control/local-keys.ts';
import { readOwner } from '../data-folder.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { withProgress } from './progress-bar.ts';
import { withOwnKeys } from './with-own-keys.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

/** `recomengine fork`: makes a sandbox of a tenant, with its catalog, events, settings, widgets and rules, to try things on. Run again after a kill, it goes on. */
export function addForkCommand(command: Command, { common, configOf, print }: Shared): void {
  common(
    command
      .argument('<tenant>', 'its name or id')
      .addOption(new Option('--space <space>', 'whose data is taken').choices(['live', 'test']).default('live'))
      .option('--pseudonymise', 'other ids for shoppers, visits and orders, and no free metadata')
      .option('--url <url>', 'of the API; the running one of the data folder'),
  ).action(async (name: string, flags: Flags) => {
    const config = configOf(flags);
    if (config.apiKeyHmacSecret === '') throw new NotRunning(config.dataDir);
    const url = String(flags.url ?? readOwner(config.dataDir)?.url ?? `http://${config.host}:${config.port}`);
    const database = openRunningDatabase(config, 'postgres');
    try {
      const of = await findTenant(database, name);
      if (of === null) throw new UsageError(`there is no tenant ${name}`);
      const space = flags.space === 'test' ? 'test' : 'live';
      const asked = { of, space, isPseudonymised: flags.pseudonymise === true } as const;
      const sandbox = await beginSandbox(database, asked, new Date());
      const secret = config.apiKeyHmacSecret;
      const keys = { url, secret, tenantId: sandbox.tenantId, name: 'fork', spaces: ['test'] } as const;
      const report = await withOwnKeys(database, keys, ({ test: sender }) =>
        withProgress(process.stderr.isTTY && flags.json !== true, (onProgress) =>
          forkTenant({
            ...{ database, sandbox, secret, sender },
            onProgress: (phase, done) => onProgress(phase, done, null),
          }),
        ),
      );
      print(flags, report, textOf(report));
      if (report.events.refused + report.products.refused > 0) process.exitCode = exitCodes.partly;
    } finally {
      await database.close();
    }
  });
}

function textOf({ sandbox, products, events, refused }: ForkReport): string {
  const n = (value: number) => value.toLocaleString('en');
  return [
    `${sandbox.name} (${sandbox.tenantId}), in its test space`,
    `  products  ${n(products.sent)} sent, ${n(products.refused)} refused`,
    `  events    ${n(events.sent)} sent: ${n(events.accepted)} accepted, ${n(events.known)} known already, ${n(events.refused)} refused`,
    ...refused.map((one) => `  REFUSED   ${n(one.count)} × ${withExample(one)}`),
  ].join('\n');
}
