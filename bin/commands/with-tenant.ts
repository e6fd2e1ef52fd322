import { openRunningDatabase } from '#cli/running-parts.ts';
import type { Config } from '#runtime/config/settings.ts';
import { findTenant } from '#stores/control/local-keys.ts';
import type { Database } from '#stores/postgres/database.ts';
import { UsageError } from '../exit-codes.ts';

/** Works on the database of the product on this machine for the tenant with this id or exact name; refuses a name that nobody has. */
export async function withTenant(
  config: Config,
  idOrName: string,
  work: (database: Database, tenantId: string) => Promise<void>,
): Promise<void> {
  const database = openRunningDatabase(config, 'postgres');
  try {
    const tenantId = await findTenant(database, idOrName);
    if (tenantId === null) throw new UsageError(`there is no tenant ${idOrName}: name it by its id or its exact name`);
    await work(database, tenantId);
  } finally {
    await database.close();
  }
}
