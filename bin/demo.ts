import { join } from 'node:path';
import { styleText } from 'node:util';
import bcrypt from 'bcryptjs';
import { furnish } from '#cli/demo/furnish.ts';
import { shopOn } from '#cli/demo/shop-on.ts';
import { sendCatalog } from '#cli/import/send-catalog.ts';
import { sendEvents } from '#cli/import/send-events.ts';
import { openRunningDatabase } from '#cli/running-parts.ts';
import { departments } from '#demo-shop/navigation.ts';
import { productPath } from '#demo-shop/parts/product-card.ts';
import type { KeyPermissions } from '#domain/access/tenant.ts';
import { demoCatalog } from '#domain/demo/catalog.ts';
import { demoHistory } from '#domain/demo/history.ts';
import { demoStrategies } from '#domain/demo/strategies.ts';
import type { Config } from '#runtime/config/settings.ts';
import { giveBackMemory } from '#runtime/give-back-memory.ts';
import { createLocalKey, createLocalTenant, hasTenants } from '#stores/control/local-keys.ts';
import { type Demo, keepDemo, readDemo } from './demo-file.ts';
import { writeLine } from './output.ts';
import type { Say } from './say.ts';
import { untilKeyWorks } from './until-key-works.ts';

const email = 'demo@localhost.localdomain';
const password = 'demo-password';
const bcryptCost = 12;
/** Makes the demo shop in an empty data folder, prints how to query it, and lets its shoppers go on until the signal. */
export async function runDemo(config: Config, say: Say, signal: AbortSignal, isJson: boolean): Promise<void> {
  const demo = readDemo(config.dataDir) ?? (await create(config));
  if (demo === null) return;
  const keep = () => keepDemo(config.dataDir, demo);
  keep();
  const sender = { url: `http://${config.host}:${config.port}`, key: demo.writeKey };
  const writers = [demo.writeKey, ...(demo.testKey === undefined ? [] : [demo.testKey])];
  for (const key of writers) await untilKeyWorks(sender.url, key);
  if (demo.hasPages !== true) {
    if (
      !(await furnish(
        sender.url,
        demo,
        departments.flatMap((top) => [top, ...top.parts]),
      ))
    )
      say('the demo shop keeps its widgets as they are: its admin has another password');
    const items = demoCatalog().map(({ group: _group, ...item }) => ({ ...item, url: productPath(item.productId) }));
    for (const key of writers) await sendCatalog({ ...sender, key }, items, () => {});
    demo.hasPages = true;
    keep();
  }
  announce(sender.url, demo, isJson);
  if (!demo.isSeeded) {
    await seed(sender, demo.endMs, config.dataDir, say);
    demo.isSeeded = true;
    keep();
    say('the demo shop is open, and its shoppers go on');
  }
  // The events of a year were in this process.
  giveBackMemory();
  await shopOn(sender, signal);
}

/** Sends what shoppers did in a year, and goes on with it where an earlier start was stopped. */
async function seed(sender: { url: string; key: string }, endMs: number, dataDir: string, say: Say): Promise<void> {
  say('the demo shop gets a year of shoppers');
  const events = [...demoHistory(endMs)];
  await sendEvents(sender, events, join(dataDir, 'demo-progress.json'), (sent) =>
    say(`  ${sent.toLocaleString('en')} of ${events.length.toLocaleString('en')} events`),
  );
}

/** Null if the folder has tenants already: then it is in real use. */
async function create(config: Config): Promise<Demo | null> {
  const database = openRunningDatabase(config, 'postgres');
  try {
    if (await hasTenants(database)) return null;
    const tenantId = await createLocalTenant(
      database,
      'Demo shop',
      email,
      { strategies: demoStrategies },
      await bcrypt.hash(password, bcryptCost),
    );
    const mint = async (name: string, permissions: KeyPermissions, space: 'live' | 'test') =>
      (await createLocalKey(database, tenantId, name, permissions, space, config.apiKeyHmacSecret)).key;
    return {
      endMs: Date.now(),
      email,
      password,
      tenantId,
      writeKey: await mint('Demo server', 'read_write', 'live'),
      readKey: await mint('Demo page', 'read', 'live'),
      testKey: await mint('Demo tests', 'read_write', 'test'),
      isSeeded: false,
    };
  } finally {
    await database.close();
  }
}

/** For people on stderr; under --json `{"demo": {…}}` on stdout. */
function announce(url: string, demo: Demo, isJson: boolean): void {
  const curl = `curl '${url}/api/v1/recommendations?userId=shopper-7&limit=4' -H 'Authorization: Bearer ${demo.readKey}'`;
  if (isJson) {
    const { email, password, tenantId, writeKey, readKey, testKey } = demo;
    void writeLine(JSON.stringify({ demo: { url, email, password, tenantId, writeKey, readKey, testKey, curl } }));
    return;
  }
  const line = (name: string, text: string) => `  ${name.padEnd(12)}${text}\n`;
  const { testKey } = demo;
  const lines = [
    line('look at it', `${url}/demo`),
    line('log in', `${demo.email} / ${demo.password}`),
    line('tenant', `${demo.tenantId} ($TENANT in the docs)`),
    line('write key', `${demo.writeKey} ($KEY: writes and reads, for a server)`),
    line('read key', `${demo.readKey} ($READ_KEY: may stand in a page)`),
    testKey === undefined ? '' : line('test key', `${testKey} (a space of its own: nothing it does shows in the shop)`),
    line('try it', curl),
  ];
  process.stderr.write(`\n${styleText('bold', 'The demo shop')}\n${lines.join('')}\n`);
}
