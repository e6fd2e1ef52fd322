import { type Command, Option } from 'commander';
import type { JudgedMetric } from '#domain/experiments/judge-metric.ts';
import type { Space } from '#domain/scope.ts';
import { several } from '#domain/several.ts';
import type { Config } from '#runtime/config/settings.ts';
import { findScope } from '#stores/control/local-keys.ts';
import { readWorth, type StoredWorth } from '#stores/experiment-results/read-worth.ts';
import { withTenant } from './with-tenant.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type HoldoutFlags = Flags & { tenant: string; space: Space };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

/** `recomengine experiment holdout`: what recommendations are worth. */
export function addHoldoutCommand(experiment: Command, { common, configOf, print }: Shared): void {
  common(experiment.command('holdout').description('what recommendations are worth by the shoppers who get none'))
    .requiredOption('--tenant <tenant>', 'whose, by id or exact name')
    .addOption(new Option('--space <space>', 'of the tenant').choices(['live', 'test']).default('live'))
    .action(async (flags: HoldoutFlags) => {
      await withTenant(configOf(flags), flags.tenant, async (database, tenantId) => {
        const scope = await findScope(database, tenantId, flags.space);
        const found = await database.scoped({ tenantId, scopes: [scope] }, (client) =>
          readWorth(client, tenantId, scope, new Date()),
        );
        const off = 'No holdout is on: PUT /api/v1/tenants/:id/holdout turns it on.';
        const now = found.worth === null ? off : textOf(found.worth);
        print(flags, found, found.before === null ? now : `${now}\n\nThe period before:\n${textOf(found.before)}`);
      });
    });
}

function textOf({ startedAt, endedAt, percent, arms, judged }: StoredWorth): string {
  const dayOf = (at: Date) => at.toISOString().slice(0, 10);
  const lineOf = ({ metric, control, variant, lift }: JudgedMetric) =>
    `${metric}: ${shown(control)} held out and ${shown(variant)} served, lift ${lift === null ? 'unknown' : `${(lift * 100).toFixed(1)} %`}`;
  return [
    judged.text,
    `${dayOf(startedAt)} to ${endedAt === null ? 'now' : dayOf(endedAt)}, ${percent} % held out: ${several(arms.control.users, 'shopper')} held out, ${arms.variant.users.toLocaleString('en')} served`,
    ...[judged.conversionRate, judged.revenuePerVisitor].map(lineOf),
  ].join('\n');
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));
