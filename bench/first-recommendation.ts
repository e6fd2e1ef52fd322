/**
 * `node bench/first-recommendation.ts`: how long it takes somebody from a fresh clone to the first recommendation of an own catalog, by git clone, npm ci, npm start, and the commands of
 * docs/first-shop.md, as they stand there. What is committed is cloned. Goal: 5 minutes (reading and thinking come on top).
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followDocs } from '#testing/follow-docs.ts';
import { startProduct } from '#testing/product.ts';

const folder = mkdtempSync(join(tmpdir(), 'fresh-clone-'));
// Postgres runs as another user where the script runs as root.
chmodSync(folder, 0o755);
const clone = join(folder, 'recomengine');
const terminal = join(folder, 'terminal');
mkdirSync(terminal);
const startMs = performance.now();
const tell = (what: string) =>
  console.log(`${((performance.now() - startMs) / 1000).toFixed(1).padStart(7)} s  ${what}`);
try {
  execFileSync('git', ['clone', '--quiet', '.', clone]);
  tell('git clone');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone, stdio: 'ignore' });
  tell('npm ci');
  const product = await startProduct({ folder: clone });
  tell('npm start is ready');
  try {
    const docs = readFileSync(join(clone, 'docs/first-shop.md'), 'utf8');
    const steps = await followDocs(docs.slice(0, docs.indexOf('## When the hour is over')), {
      folder: terminal,
      replace: (text) => text.replaceAll('http://127.0.0.1:5008', product.url),
    });
    for (const { command } of steps) tell(command.split('\n')[0]?.replaceAll(/ {2,}.*/g, '') ?? '');
    tell('done: the answers are those that the page tells of');
  } finally {
    await product.remove();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
