import type { Sender } from '#cli/import/send-events.ts';
import type { Space } from '#domain/scope.ts';
import { createLocalKey, listLeftKeys, revokeLocalKey } from '#stores/control/local-keys.ts';
import type { Database } from '#stores/postgres/database.ts';
import { untilKeyWorks } from '../until-key-works.ts';
import { untilInterrupted } from './until-interrupted.ts';

type Wanted<S extends Space> = {
  url: string;
  /** By which keys are hashed. */
  secret: string;
  tenantId: string;
  /** Of the keys, one name a command. */
  name: string;
  spaces: readonly S[];
};

/**
 * Does work with a write key for each of these spaces of a tenant. The keys are revoked at the end, also by SIGINT and SIGTERM; those that an earlier run of the command left, since it was killed, are revoked first. So one command works on a
 * tenant at a time: another one that runs beside it is refused from then on.
 */
export async function withOwnKeys<Result, S extends Space>(
  database: Database,
  { url, secret, tenantId, name, spaces }: Wanted<S>,
  work: (senders: Record<S, Sender>) => Promise<Result>,
): Promise<Result> {
  return untilInterrupted(async (signal) => {
    const keyIds: string[] = [];
    try {
      for (const keyId of await listLeftKeys(database, tenantId, name)) await revokeLocalKey(database, keyId);
      const senders: Partial<Record<Space, Sender>> = {};
      for (const space of spaces) {
        const { keyId, key } = await createLocalKey(database, tenantId, name, 'read_write', space, secret);
        keyIds.push(keyId);
        await untilKeyWorks(url, key);
        senders[space] = { url, key, signal };
      }
      return await work(senders as Record<S, Sender>);
    } finally {
      for (const keyId of keyIds) await revokeLocalKey(database, keyId);
    }
  });
}
