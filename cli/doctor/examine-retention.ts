import { several } from '#domain/several.ts';
import { retentionChore } from '#processors/retention/keep-retention.ts';
import { readChoreAge } from '#stores/chores/daily-chore.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type Finding, fine, warning } from './finding.ts';

const dayMs = 86_400_000;
/** It is done daily; a day that the product did not run may lie between. */
const lateMs = 3 * dayMs;

/** Examines whether retention does its daily work: archives, what is too old, erasures in archives, tenants that were deleted. */
export async function examineRetention(database: Database, eventRetentionDays: number | 'forever'): Promise<Finding> {
  const kept = `raw events are kept ${eventRetentionDays === 'forever' ? 'for ever' : several(eventRetentionDays, 'day')}`;
  const ageMs = await readChoreAge(database, retentionChore);
  if (ageMs === null) return fine('retention', `${kept}; it has not run yet`);
  if (ageMs < lateMs) return fine('retention', `${kept}; last done ${Math.floor(ageMs / 3_600_000)} h ago`);
  return warning(
    'retention',
    `${kept}; last done with ${several(Math.floor(ageMs / dayMs), 'day')} ago: data that should be gone may be there`,
    'The log of the processors names the part that fails; `recomengine archive` shows what hinders archiving.',
  );
}
