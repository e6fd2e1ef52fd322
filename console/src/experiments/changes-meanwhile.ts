import { type SaidEntry, sayEntry } from '#console/audit/say-entry.ts';
import type { AuditEntry } from '#schemas/http/audit.ts';

/** A change of what an experiment was run under, on its day (UTC), in words. */
export type ChangeMeanwhile = { day: string } & Pick<SaidEntry, 'text'>;

/** Kinds of changes that bear on one placement alone. */
const ofPlacement = ['rules', 'widget'];
const everyPlacement = '*';

/**
 * Returns what the entries of an audit trail changed of that under which an experiment on a placement runs, in their order: rules and widget of the placement, rules of all placements, the
 * holdout, and settings of the tenant. Experiments are none of it: what one has been started with stays as it is.
 */
export function changesMeanwhile(
  placementId: string,
  entries: readonly Pick<AuditEntry, 'action' | 'subjectId' | 'detail' | 'at'>[],
): ChangeMeanwhile[] {
  return entries.flatMap((entry) => {
    const [subject = ''] = entry.action.split('.');
    const detail: { placementId?: unknown; config?: unknown } = entry.detail;
    const bearsOnIt = ofPlacement.includes(subject)
      ? detail.placementId === placementId || detail.placementId === everyPlacement
      : subject === 'holdout' || (entry.action === 'tenant.updated' && detail.config !== undefined);
    return bearsOnIt ? [{ day: entry.at.slice(0, 10), text: sayEntry(entry).text }] : [];
  });
}
