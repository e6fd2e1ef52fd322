import { createHash } from 'node:crypto';
import { createRefusals, type Refusal } from '#cli/import/refusals.ts';
import { namedEvent, refusalsOfSent } from '#cli/import/refusals-of-sent.ts';
import { type ImportItem, sendCatalog } from '#cli/import/send-catalog.ts';
import { sendErasures } from '#cli/import/send-erasures.ts';
import { type Sender, sendEvents } from '#cli/import/send-events.ts';
import { timedId, uuidOfId } from '#domain/events/identity.ts';
import type { Space } from '#domain/scope.ts';
import { createLocalTenant, listNamesakes, noPassword } from '#stores/control/local-keys.ts';
import { saveRules } from '#stores/control/rules-store.ts';
import { readForkedTenant } from '#stores/control/sandbox-store.ts';
import { insertWidget } from '#stores/control/widget-store.ts';
import { isPseudonym } from '#stores/events/erase-shopper.ts';
import { insertExperiment } from '#stores/experiments/insert-experiment.ts';
import { listExperiments } from '#stores/experiments/read-experiments.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { DumpLine } from './dump-line.ts';
import { readDump, verifyDump } from './read-dump.ts';

/** Whose address the audit trail names for what is restored. */
const address = 'recomengine tenant restore';
const maxExperiments = 10_000;
/** Lines that are sent together. */
const sentTogether = { product: 500, event: 20_000 } as const;

/** A dump cannot be restored under this name. */
class NameRefused extends Error {
  readonly code = 'usage';
  constructor(why: string) {
    super(`${why}: name another one by --tenant`);
    this.name = 'NameRefused';
  }
}
const isId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Returns the tenant that a dump makes, made for this admin if it is not there yet. Its id follows from the dump and the name, so that a restore that was cut short, or is run twice, goes on with the same. Throws `DumpDamaged`, with
 * nothing written, and `NameRefused`.
 */
export async function beginRestore(
  database: Database,
  file: string,
  wanted: { name: string | undefined; email: string },
): Promise<{ tenantId: string; name: string; isNew: boolean }> {
  if (isId.test(wanted.name ?? ''))
    throw new NameRefused('--tenant takes the name of the tenant that is made, and no id');
  const { head, manifest } = await verifyDump(file);
  const name = wanted.name ?? head.name;
  const digest = createHash('sha256').update(`${manifest.sha256} ${name}`).digest();
  const tenantId = uuidOfId(timedId(Date.parse(head.begunAt), digest));
  const known = await listNamesakes(database, name, tenantId);
  const own = known.find((one) => one.tenantId === tenantId);
  if (own?.isDeleted === true) throw new NameRefused(`the tenant ${name} that this dump made was deleted`);
  if (own !== undefined) return { tenantId, name, isNew: false };
  if (known.some(({ isDeleted }) => !isDeleted))
    throw new NameRefused(`there is a tenant ${name} that this dump did not make`);
  await createLocalTenant(database, name, wanted.email, head.config, noPassword, tenantId);
  return { tenantId, name, isNew: true };
}

export type RestoreReport = {
  tenant: { id: string; name: string };
  products: { sent: number; refused: number };
  events: { sent: number; accepted: number; known: number; refused: number };
  /** Why the API refused some, with the first of each reason. */
  refused: Refusal[];
  /** Shoppers who had been erased where the dump was made, and were here again. */
  erased: number;
  placements: { widgets: number; rules: number; experiments: number };
};

/** Sends what a dump holds to its tenant: products and events through the API as its shop would, so that each counts once however often it is sent; what is set for placements only where nothing is set yet. Shoppers who were erased before are erased again at the end: their events count, and no model knows them. */
export async function restoreTenant(
  database: Database,
  file: string,
  tenant: { tenantId: string; name: string },
  senders: Record<Space, Sender>,
  onProgress: (phase: DumpLine['kind'], done: number) => void,
): Promise<RestoreReport> {
  const { tenantId: id, name } = tenant;
  const report: RestoreReport = {
    tenant: { id, name },
    products: { sent: 0, refused: 0 },
    events: { sent: 0, accepted: 0, known: 0, refused: 0 },
    refused: [],
    erased: 0,
    placements: { widgets: 0, rules: 0, experiments: 0 },
  };
  const refusals = createRefusals();
  let waiting: Extract<DumpLine, { space: Space }>[] = [];
  const flush = async () => {
    const [first] = waiting;
    if (first === undefined) return;
    const lines = waiting;
    waiting = [];
    if (first.kind === 'product') {
      const items = lines.flatMap((line) => (line.kind === 'product' ? [line.item as ImportItem] : []));
      const { refused, reasons } = await sendCatalog(senders[first.space], items, () => {});
      report.products.sent += items.length;
      report.products.refused += refused;
      for (const { reason, example, count } of reasons) refusals.add(reason, example, count);
      onProgress('product', report.products.sent);
      return;
    }
    const events = lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
    const counts = await sendEvents(senders[first.space], events, null, () => {});
    report.events.sent += events.length;
    report.events.accepted += counts.accepted;
    report.events.known += counts.duplicates;
    report.events.refused += counts.rejected;
    for (const { reason, example, count } of refusalsOfSent(counts, ({ line }) => namedEvent(events[line - 1])))
      refusals.add(reason, example, count);
    onProgress('event', report.events.sent);
  };
  const erased = { live: new Set<string>(), test: new Set<string>() };
  const settle = await settlePlacements(database, id, report.placements);
  for await (const line of readDump(file)) {
    if (line.kind !== 'product' && line.kind !== 'event') {
      await settle(line);
      continue;
    }
    if (line.kind === 'event' && isPseudonym(line.event.userId)) erased[line.space].add(line.event.userId);
    const [first] = waiting;
    if (first !== undefined && (first.kind !== line.kind || first.space !== line.space)) await flush();
    waiting.push(line);
    if (waiting.length >= sentTogether[line.kind]) await flush();
  }
  await flush();
  for (const space of ['live', 'test'] as const) await sendErasures(senders[space], id, erased[space]);
  report.erased = erased.live.size + erased.test.size;
  report.refused = refusals.list();
  return report;
}

/** Returns what saves a line for a placement, and counts what was saved. What the tenant has already stays: it may have been changed since. */
async function settlePlacements(database: Database, tenantId: string, saved: RestoreReport['placements']) {
  const { adminId } = await readForkedTenant(database, tenantId);
  const actor = { adminId, address };
  const { experiments } = await listExperiments(database, tenantId, {}, maxExperiments, 0);
  const known = new Set(experiments.map(({ placementId, name }) => `${placementId} ${name}`));
  return async (line: DumpLine): Promise<void> => {
    if (line.kind === 'widget') {
      const made = await insertWidget(database, actor, tenantId, line.placementId, line.config);
      if (typeof made !== 'string') saved.widgets += 1;
    }
    if (line.kind === 'rules') {
      const { placementId, rules } = line;
      const made = await saveRules(database, actor, { tenantId, placementId, seen: null }, rules);
      if (typeof made !== 'string' && 'listId' in made) saved.rules += 1;
    }
    if (line.kind === 'experiment' && !known.has(`${line.settings.placementId} ${line.settings.name}`)) {
      const { ok } = await insertExperiment(database, actor, tenantId, line.settings);
      if (ok) saved.experiments += 1;
    }
  };
}
