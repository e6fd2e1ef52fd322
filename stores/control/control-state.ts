import { experimentKind } from './experiment-kind.ts';
import { type ControlPart, holdItems } from './held-items.ts';
import { holdoutKind } from './holdout-kind.ts';
import { keyKind } from './key-kind.ts';
import { rulesKind } from './rules-kind.ts';
import { tenantKind } from './tenant-kind.ts';
import { widgetKind } from './widget-kind.ts';

/**
 * The changes of control data up to one number of `control_log`; plain JSON, but for dates. Applied one after another, they give the data in
 * force; applying one twice does no harm.
 */
export type ControlChanges = {
  number: string;
  /** True if it holds all the data, and not just what came after an earlier number. */
  isWhole: boolean;
  parts: { subject: string; rows: readonly object[]; gone: readonly string[] }[];
  /** The number of the last change of any data of a tenant. */
  versions: readonly (readonly [tenantId: string, number: string])[];
};

const itemsPerSlice = 200;

/** All control data that a process holds: each kind is one line here. */
export type ControlState = ReturnType<typeof createControlState>;

export function createControlState() {
  const tenants = holdItems(tenantKind);
  const keys = holdItems(keyKind);
  const experiments = holdItems(experimentKind);
  const holdouts = holdItems(holdoutKind);
  const widgets = holdItems(widgetKind);
  const rules = holdItems(rulesKind);
  const parts: readonly ControlPart[] = [tenants, keys, experiments, holdouts, widgets, rules];
  const versions = new Map<string, string>();
  let number: string | null = null;

  return {
    tenants,
    keys,
    experiments,
    holdouts,
    widgets,
    rules,
    parts,
    /** The newest number of `control_log` that the state includes; null before the first read from Postgres. */
    get number() {
      return number;
    },
    configVersion: (tenantId: string) => versions.get(tenantId) ?? '0',
    /** How many items the state holds. */
    get size() {
      return parts.reduce((sum, { size }) => sum + size, 0);
    },
    take(changes: ControlChanges): void {
      if (changes.isWhole) {
        for (const part of parts) part.clear();
        versions.clear();
      }
      for (const { subject, rows, gone } of changes.parts) {
        const part = parts.find((one) => one.subject === subject);
        for (const row of rows) part?.put(row);
        for (const id of gone) {
          part?.drop(id);
          if (subject === tenants.subject) forgetTenant(id);
        }
      }
      for (const [tenantId, version] of changes.versions)
        if (tenants.get(tenantId) !== undefined) versions.set(tenantId, version);
      number = changes.number;
    },
    /** Forgets how recent the state is, so that the next read is of all the data. */
    forgetNumber(): void {
      number = null;
    },
    /** The whole state as changes of bounded size; the first has `isWhole`. */
    *slices(): Generator<ControlChanges> {
      let isWhole = true;
      for (const part of parts)
        for (const rows of chunks(part.all(), itemsPerSlice)) {
          const own = part === tenants ? rows.flatMap((row) => ('tenantId' in row ? [String(row.tenantId)] : [])) : [];
          yield {
            number: number ?? '0',
            isWhole,
            parts: [{ subject: part.subject, rows, gone: [] }],
            versions: own.map((tenantId) => [tenantId, versions.get(tenantId) ?? '0'] as const),
          };
          isWhole = false;
        }
      if (isWhole) yield { number: number ?? '0', isWhole, parts: [], versions: [] };
    },
  };

  /** Items of a tenant go with it; they get no number of their own. */
  function forgetTenant(tenantId: string): void {
    for (const part of parts) part.dropTenant(tenantId);
    versions.delete(tenantId);
  }
}

function* chunks<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
