import { judgedWhatIf } from '#query-api/routes/replays/judged-what-if.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { WhatIfSettings } from '#schemas/http/replay-settings.ts';
import { findScope } from '#stores/control/local-keys.ts';
import type { Database } from '#stores/postgres/database.ts';
import { UsageError } from '../exit-codes.ts';

/** Settings whose rules were judged as the API judges them. `from` is what they were read from. Throws a `UsageError` with what is wrong at which rule, a line each. */
export async function judgedRules(
  database: Database,
  tenantId: string,
  settings: WhatIfSettings,
  from: string,
): Promise<WhatIfSettings> {
  const scopes = {
    live: await findScope(database, tenantId, 'live'),
    test: await findScope(database, tenantId, 'test'),
  };
  return judgedWhatIf(database, scopes, settings).catch((cause: unknown) => {
    if (!(cause instanceof Problem)) throw cause;
    const told = cause.reasons.map(({ path, message }) => `${from}: ${path}: ${message}`);
    throw new UsageError(told.length === 0 ? `${from}: ${cause.message}` : told.join('\n'));
  });
}
