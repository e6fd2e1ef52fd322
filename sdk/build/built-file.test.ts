import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { transform } from 'esbuild';
import { language } from './browsers.ts';

execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts')]);
const dist = join(import.meta.dirname, '../dist');
const script = readFileSync(join(dist, 'recomengine.js'), 'utf8');
type Facts = { bytes: number; gzipBytes: number; brotliBytes: number; shares: Record<string, number> };
const facts: Facts = JSON.parse(readFileSync(join(dist, 'build.json'), 'utf8'));
const budget: Facts = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'));

/** What was left of a budget, or which sources have grown beyond it, by how many bytes of the minified file. */
function grownBeyond({ gzipBytes, shares }: Facts, built: Facts): string | null {
  if (built.gzipBytes <= gzipBytes) return null;
  const grown = Object.entries(built.shares)
    .map(([file, bytes]) => ({ file, by: bytes - (shares[file] ?? 0) }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by);
  return `${built.gzipBytes} bytes of gzip, of ${gzipBytes}: ${grown.map(({ file, by }) => `${file} +${by}`).join(', ')}`;
}

test('the SDK is no larger than its budget; sdk/build/budget.json says what each source weighed when that was set', () => {
  assert.equal(grownBeyond(budget, facts), null);
  assert.ok(budget.gzipBytes < 10_000, 'what the product promises at the least');
});

test('docs/sdk.md tells how large it is', () => {
  const rowOf = ({ bytes, gzipBytes, brotliBytes }: Facts) =>
    `| \`recomengine.js\` | ${[bytes, gzipBytes, brotliBytes].map((size) => `${(size / 1000).toFixed(1)} KB`).join(' | ')} |`;
  const docs = readFileSync(new URL('../../docs/sdk.md', import.meta.url), 'utf8');
  assert.ok(docs.includes(rowOf(facts)), `it should say ${rowOf(facts)}`);
  assert.ok(!docs.includes(rowOf({ ...facts, bytes: facts.bytes + 1_000 })), 'control');
});

test('control: a build beyond the budget is refused, and what has grown is named', () => {
  const [file = ''] = Object.keys(budget.shares);
  const larger = {
    ...budget,
    gzipBytes: budget.gzipBytes + 1,
    shares: { ...budget.shares, [file]: 9_999, 'sdk/new.ts': 10 },
  };
  assert.match(grownBeyond(budget, larger) ?? '', new RegExp(`${file} \\+\\d+, sdk/new.ts \\+10$`));
});

const newerSyntaxOf = async (code: string) => {
  const at = (target: string) =>
    transform(code, { target, minifySyntax: false, minifyWhitespace: true, legalComments: 'none' });
  const [plain, lowered] = await Promise.all([at('esnext'), at(language)]);
  return plain.code === lowered.code ? null : lowered.code;
};

test('the script is written in the language of the oldest browsers', async () => {
  assert.equal(await newerSyntaxOf(script), null);
  for (const newer of ['a?.b', 'a ?? b', 'a ||= b', 'class A { #b = 1 }'])
    assert.notEqual(await newerSyntaxOf(newer), null, `control: ${newer}`);
});

test('the script prints nothing, names no other host, and leaves one name in the page', () => {
  const forbidden = /console\.|https?:\/\/[\w]|\beval\(|new Function|innerHTML|document\.cookie/;
  assert.doesNotMatch(script, forbidden);
  for (const wrong of ['console.warn(1)', 'fetch("https://cdn.example")', 'a.innerHTML=b'])
    assert.match(wrong, forbidden);
  const page = { Array, window: {} as Record<string, unknown> };
  new Function(...Object.keys(page), script)(...Object.values(page));
  assert.deepEqual(Object.keys(page.window), [], 'where there is no page it leaves nothing');
});
