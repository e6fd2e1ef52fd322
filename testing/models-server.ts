import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { AccessDirectory, ApiKey, Tenant } from '#domain/access/tenant.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { type LiveModels, openLiveModels } from '#query-api/live-models/open-live-models.ts';
import { signAccessToken } from '#runtime/http/access-token.ts';
import { createServer } from '#runtime/http/create-server.ts';
import type { Route } from '#runtime/http/route.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { caughtUp } from './caught-up.ts';

const jwtSecret = 'jwt secret of these tests alone';

/** A server over the serving models and a log of its own: no database, no processors. */
export type ModelsServer = {
  readonly app: FastifyInstance;
  readonly log: EmbeddedLog;
  /** Those that are open now. */
  readonly models: LiveModels;
  /** Closes the models and opens them again, from their snapshots, with all that is in the log. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** An active tenant of nobody else, with the default settings and the spaces 1 and 2. */
export const tenantOfTests = (change: Partial<Tenant> = {}): Tenant => ({
  ...{ tenantId: randomUUID(), adminId: randomUUID(), name: 'Shop', status: 'active', scopes: { live: 1, test: 2 } },
  ...{ createdAt: new Date(0), updatedAt: new Date(0), userHashGeneration: 0, userHashRotatedAt: null },
  config: defaultTenantConfig,
  ...change,
});

/** `tenants` is looked at with each question, `keys` are by the text that is sent. */
export function directoryOf(
  tenants: () => readonly Tenant[],
  keys: Readonly<Record<string, { key: ApiKey; tenant: Tenant }>> = {},
): AccessDirectory {
  return {
    authenticateKey(sent) {
      const found = keys[sent];
      return found === undefined ? { ok: false, reason: 'unknown' } : { ok: true, ...found };
    },
    tenant: (id) => tenants().find(({ tenantId }) => tenantId === id),
    tenantOfScope: (scope) => tenants().find(({ scopes }) => scopes.live === scope || scopes.test === scope),
    configVersion: () => '1',
  };
}

/** The token of an admin. */
export const tokenOf = (adminId: string): string => signAccessToken(jwtSecret, { adminId, role: 'admin' }, 600);

/** `routesOf` gets the server whose log and models the routes read. */
export async function openModelsServer(
  directory: AccessDirectory,
  routesOf: (server: Pick<ModelsServer, 'log' | 'models'>) => readonly Route[],
): Promise<ModelsServer> {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-models-'));
  const log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  const logger = createSilentLogger();
  const openModels = () => openLiveModels({ log, snapshotDir: join(dir, 'snapshots'), logger, onLost: console.error });
  let models = await openModels();
  const read = {
    log,
    get models() {
      return models;
    },
  };
  const app = createServer({
    routes: routesOf(read),
    ...{ directory, jwtSecret, internalApiKey: 'internal', isTokenRevoked: async () => false },
    ...{ logger, metrics: createMetrics() },
  });
  return {
    app,
    log,
    get models() {
      return models;
    },
    async restart() {
      await models.close();
      models = await openModels();
      await caughtUp(models);
    },
    async close() {
      await app.close();
      await models.close();
      await log.close();
      rmSync(dir, { recursive: true });
    },
  };
}
