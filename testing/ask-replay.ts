import { join } from 'node:path';
import { workOnReplay } from '#replays/work-on-replay.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import type { ReplayTask } from '#schemas/http/replay-settings.ts';
import type { ReplayView } from '#schemas/http/replays.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import type { Replay } from '#stores/replays/replay.ts';
import { takeReplay } from '#stores/replays/take-replay.ts';
import { type ApiApp, openApiApp } from './api-app.ts';
import { type ApiProcessors, openApiProcessors } from './api-processors.ts';
import { ask, type Shop } from './shop.ts';

/** An `ApiApp` with processors, whose replays are asked for over HTTP and worked on in the test's own process. */
export type Replays = {
  app: ApiApp;
  processors: ApiProcessors;
  database: Database;
  ask(shop: Shop, kind: ReplayTask['kind'], settings: object): Promise<ReplayView>;
  /** Takes the next replay up, as a process does. */
  take(): Promise<Replay>;
  work(replay: Replay, stopping?: AbortSignal): Promise<void>;
  view(shop: Shop, id: string): Promise<ReplayView>;
  /** All of it: asked for, taken up, worked on, and how it ended. */
  run(shop: Shop, kind: ReplayTask['kind'], settings: object): Promise<ReplayView>;
  folderOf(id: string): string;
  close(): Promise<void>;
};

export async function openReplays(): Promise<Replays> {
  const app = await openApiApp();
  const processors = await openApiProcessors(app);
  const database = openDatabase({ url: app.testDatabase.processorUrl, max: 8, applicationName: 'replay' });
  const replaysDir = join(app.dir, 'replays');
  const pathOf = (shop: Shop) => `${app.url}/api/v1/tenants/${shop.tenantId}/replays`;
  const replays: Replays = {
    app,
    processors,
    database,
    async ask(shop, kind, settings) {
      const { status, body } = await ask(pathOf(shop), { token: shop.adminToken, body: { [kind]: settings } });
      if (status !== 202) throw new Error(`a replay was answered ${status}: ${JSON.stringify(body)}`);
      return body.data;
    },
    async take() {
      const replay = await takeReplay(database);
      if (replay === null) throw new Error('no replay waits');
      return replay;
    },
    work: (replay, stopping = new AbortController().signal) =>
      workOnReplay(replay, {
        database,
        openLog: async () => ({ ...app.log, close: async () => {} }),
        replaysDir,
        archiveDir: join(app.dir, 'archive'),
        memoryMib: 2_048,
        keptDays: 7,
        logger: createSilentLogger(),
        stopping,
      }),
    async view(shop, id) {
      return (await ask(`${pathOf(shop)}/${id}`, { token: shop.adminToken })).body.data;
    },
    async run(shop, kind, settings) {
      const { id } = await replays.ask(shop, kind, settings);
      await replays.work(await replays.take());
      return replays.view(shop, id);
    },
    folderOf: (id) => join(replaysDir, id),
    async close() {
      await database.close();
      await processors.close();
      await app.remove();
    },
  };
  return replays;
}
