import type { Tenant } from '#domain/access/tenant.ts';
import type { WhatIfSettings } from '#schemas/http/replay-settings.ts';
import type { Database } from '#stores/postgres/database.ts';
import { judgeDraft } from '../rules/judge-draft.ts';

/** Settings whose rules were judged as if they were to be saved. Throws a 400 that names what is wrong with them. */
export async function judgedWhatIf(
  database: Database,
  scopes: Tenant['scopes'],
  settings: WhatIfSettings,
): Promise<WhatIfSettings> {
  const { rules } = settings;
  if (rules === undefined || rules === 'off') return settings;
  return { ...settings, rules: (await judgeDraft(database, scopes, { rules })).rules };
}
