import { randomUUID } from 'node:crypto';
import { NotRunning, openRunningDatabase } from '#cli/running-parts.ts';
import type { Config } from '#runtime/config/settings.ts';
import { holdKey, revokeDeadKeys } from '#stores/control/live-keys.ts';
import {
  createLocalKey,
  createLocalTenant,
  findTenant,
  noPassword,
  revokeLocalKey,
} from '#stores/control/local-keys.ts';
import { readOwner } from '../data-folder.ts';
import { UsageError } from '../exit-codes.ts';
import { untilKeyWorks } from '../until-key-works.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** The flags that say to which tenant a command sends, and over which API: `tenant`, `createTenant`, `key`, `url`. */
export type TenantFlags = Readonly<Record<string, unknown>>;
export type TenantAccess = {
  url: string;
  key: string;
  /** The tenant's id; if a key was given, the text of `--tenant`. */
  tenant: string;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
};

type Wanted = { tenant: string; createTenant: boolean; tenantConfig: Parameters<typeof createLocalTenant>[3] };

/** Who gets a tenant that a command makes, if nobody is named. */
export const importerEmail = 'importer@localhost.localdomain';

/** Does work with a write key of the tenant that the flags name: the key that is given, else one that is made on this machine and revoked at the end; if this process is killed before, by the next one that makes such a key for the tenant. */
export async function withTenantKey<Result>(
  config: Config,
  flags: TenantFlags,
  tenantConfig: Wanted['tenantConfig'],
  work: (access: TenantAccess) => Promise<Result>,
): Promise<Result> {
  const url = String(flags.url ?? readOwner(config.dataDir)?.url ?? `http://${config.host}:${config.port}`);
  const tenant = String(flags.tenant);
  const given = typeof flags.key === 'string' ? flags.key : null;
  const minted =
    given === null ? await mintKey(config, { tenant, createTenant: flags.createTenant === true, tenantConfig }) : null;
  return untilInterrupted(async (signal) => {
    try {
      const key = given ?? minted?.key ?? '';
      await untilKeyWorks(url, key);
      return await work({ url, key, tenant: minted?.tenantId ?? tenant, signal });
    } finally {
      await minted?.revoke();
    }
  });
}

const keyName = 'import';

/** Makes a write key of a tenant on this machine. Throws `UsageError` if the tenant is missing and may not be made. */
async function mintKey(config: Config, { tenant, createTenant, tenantConfig }: Wanted) {
  if (config.apiKeyHmacSecret === '') throw new NotRunning(config.dataDir);
  const database = openRunningDatabase(config, 'postgres');
  try {
    let tenantId = await findTenant(database, tenant);
    if (tenantId === null) {
      if (!createTenant)
        throw new UsageError(`there is no tenant ${tenant}: name it by --tenant, or add --create-tenant`);
      tenantId = await createLocalTenant(database, tenant, importerEmail, tenantConfig, noPassword);
    }
    await revokeDeadKeys(database, tenantId, keyName);
    const keyId = randomUUID();
    const held = await holdKey(database, keyId);
    const { key } = await createLocalKey(
      database,
      tenantId,
      keyName,
      'read_write',
      'live',
      config.apiKeyHmacSecret,
      keyId,
    );
    return {
      tenantId,
      key,
      async revoke() {
        await revokeLocalKey(database, keyId);
        held.release();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
