/** The server of `bench/ingest.ts`: ingestion alone, its log fully durable. Tells its URL and key to its parent. */
import { openIngestApp } from '#testing/ingest-app.ts';

const app = await openIngestApp({ databaseUrl: process.argv[2] ?? '', synchronous: 'full' });
process.send?.({ url: app.url, key: app.keys.write });
process.once('message', async () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuSeconds: (user + system) / 1e6, memoryBytes: process.memoryUsage.rss() });
  await app.remove();
  process.disconnect();
});
