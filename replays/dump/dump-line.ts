import { Compile } from 'typebox/compile';
import type { TenantConfigChange } from '#domain/access/default-tenant-config.ts';
import type { ExperimentSettings } from '#domain/experiments/experiment.ts';
import { judgeRules } from '#domain/rules/judge-rules.ts';
import type { Rule } from '#domain/rules/rule.ts';
import type { Space } from '#domain/scope.ts';
import { strategies } from '#domain/strategies/index.ts';
import type { WidgetConfig } from '#domain/widgets/widget.ts';
import { contractErrors } from '#schemas/contract-errors.ts';
import { experimentContracts } from '#schemas/http/experiments.ts';
import { tenantContracts } from '#schemas/http/tenants.ts';
import { widgetContracts } from '#schemas/http/widgets.ts';
import type { WireEvent } from '../fork/wire-event-of.ts';

/** The version of the format that this product writes, and the only one it reads. */
export const dumpFormat = 1;

/**
 * A line of a dump, in this order:
 *
 *   tenant      first: `format`, the tenant's name and what it has set, and when the dump was begun (ISO 8601)
 *   widget, rules, experiment   what is set for placements; of an experiment what was decided, not what became of it
 *   product     as its shop would send it to the catalog of a space
 *   event       as its shop would send it; by time within a space
 *   manifest    last: how many lines are before it, how many of each kind, SHA-256 of their bytes as hex, and what a dump does not hold
 */
export type DumpLine =
  | { kind: 'tenant'; format: number; name: string; config: TenantConfigChange; begunAt: string }
  | { kind: 'widget'; placementId: string; config: WidgetConfig }
  | { kind: 'rules'; placementId: string; rules: readonly Rule[] }
  | { kind: 'experiment'; settings: ExperimentSettings }
  | { kind: 'product'; space: Space; item: object }
  | { kind: 'event'; space: Space; event: WireEvent };

export type DumpKind = DumpLine['kind'];
export type DumpManifest = {
  kind: 'manifest';
  lines: number;
  counts: Record<DumpKind, number>;
  sha256: string;
  /** Impressions and clicks that repeat an earlier one of the same answer: they count nowhere, and have no line. */
  repeats: number;
  /** Months (`2026-03`) whose events are in archives alone. */
  archivedMonths: readonly string[];
  leftOut: typeof leftOut;
};

/** What a dump never holds: secrets, and what was recorded of answers. */
export const leftOut = [
  'keys',
  'passwords',
  'userHash secrets',
  'exposures',
  'results of experiments',
  'holdouts',
  'versions of widgets and rules',
  'audit trail',
] as const;

const contracts = {
  config: Compile(tenantContracts(strategies).TenantConfigChange),
  widget: Compile(widgetContracts(strategies).UpdateWidgetBody),
  experiment: Compile(experimentContracts(strategies).CreateExperimentBody),
};

/** What is wrong with the settings of a line; undefined if nothing is. Products and events are judged by the API, one by one. */
export function faultOf(line: DumpLine): string | undefined {
  const [contract, value] =
    line.kind === 'tenant'
      ? [contracts.config, line.config]
      : line.kind === 'widget'
        ? [contracts.widget, line.config]
        : line.kind === 'experiment'
          ? [contracts.experiment, line.settings]
          : [null, null];
  if (contract !== null && !contract.Check(value)) return told(contractErrors(contract, value));
  const judged = line.kind === 'rules' ? judgeRules({ rules: line.rules }, new Map()) : undefined;
  return judged?.isValid === false ? told(judged.errors) : undefined;
}

const told = (errors: readonly { path: string; message: string }[]): string =>
  errors
    .slice(0, 3)
    .map(({ path, message }) => `${path}: ${message}`)
    .join(' ');
