import type { Source } from '#cli/evaluate/evaluation-options.ts';
import { readShop } from '#cli/evaluate/read-shop.ts';
import { openLogReader } from '#cli/open-log-reader.ts';
import type { Config } from '#runtime/config/settings.ts';
import { withTenant } from './with-tenant.ts';

/** What a tenant has set, and the log that has its events; `close` closes the log. Throws a `UsageError` if there is no such tenant. */
export async function openShop(config: Config, source: Source) {
  if (source.kind !== 'topic') throw new Error('only a topic is of a tenant');
  const { tenant, space, placement } = source;
  const found = Promise.withResolvers<Awaited<ReturnType<typeof readShop>>>();
  await withTenant(config, tenant, async (database, tenantId) =>
    found.resolve(await readShop(database, tenantId, space, placement)),
  );
  const shop = await found.promise;
  const log = await openLogReader(config);
  return { shop, log, close: () => log.close() };
}
