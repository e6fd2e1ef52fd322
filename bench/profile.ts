/**
 * `node bench/profile.ts [events a second] [seconds]`: what the CPU of each process is spent on while events come in at a rate,
 * by V8's sampling profiler in every thread, after a preload. Prints the functions by their own time, without that of what they call, the longest first.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { measureEndToEnd } from './service-levels/end-to-end.ts';
import { closeConnections } from './support/http.ts';
import { preload } from './support/preload.ts';
import { topOfProfile } from './support/profile.ts';
import { createShoppers } from './support/shoppers.ts';

const [rate = 20_000, seconds = 20] = process.argv.slice(2).map(Number);
const preloaded = 100_000;
const linesOfProfile = 28;

const profiles = mkdtempSync(join(tmpdir(), 'recomengine-profile-'));
const product = await startProduct({ env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` } });
try {
  const shop = await createShop(product.url, 'Profile');
  const shoppers = createShoppers(1, 50_000, 5_000);
  await preload(product, shop, shoppers, preloaded);
  const threadOf = new Map([
    [product.pidOf('server'), 'server'],
    [product.pidOf('processors'), 'processors'],
    [product.pidOf('parent'), 'parent'],
  ]);
  for (const { what, value } of await measureEndToEnd(product, shop, shoppers, rate, seconds))
    console.log(`${what}: ${value}`);
  await product.stop();
  for (const file of readdirSync(profiles)) {
    // CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile
    const [, , , pid, thread] = file.split('.');
    const name = threadOf.get(Number(pid));
    if (name === undefined || name === 'parent') continue;
    const { busySeconds, top } = topOfProfile(join(profiles, file), linesOfProfile);
    console.log(`\n${name}, thread ${thread}: busy ${busySeconds.toFixed(1)} s`);
    for (const { percent, where } of top) console.log(`${percent.toFixed(1).padStart(6)} % ${where}`);
  }
} finally {
  closeConnections();
  await product.remove();
  rmSync(profiles, { recursive: true });
}
