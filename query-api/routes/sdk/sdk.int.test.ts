import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { get, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { openSdkFiles } from './open-sdk-files.ts';

const distDir = join(import.meta.dirname, '../../../sdk/dist');

let app: ApiApp;
before(async () => {
  app = await openApiApp();
});
after(() => app.remove());

type Got = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** As a browser asks: without what `fetch` adds, and without unpacking. */
const ask = (path: string, headers: Record<string, string> = {}): Promise<Got> =>
  new Promise((resolve, reject) => {
    get(`${app.url}${path}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).on('error', reject);
  });

test('the script comes in the form that the browser takes, compressed when it was built', async () => {
  const plain = await ask('/v1/recomengine.js');
  assert.deepEqual([plain.status, plain.headers['content-encoding']], [200, undefined]);
  assert.deepEqual(plain.body, readFileSync(join(distDir, 'recomengine.js')));
  for (const [accepted, encoding, unpack] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
  ] as const) {
    const { headers, body } = await ask('/recomengine.v1.js', { 'accept-encoding': accepted });
    assert.deepEqual([headers['content-encoding'], headers.vary], [encoding, 'Accept-Encoding'], accepted);
    assert.deepEqual(unpack(body), plain.body, accepted);
    assert.ok(body.length < plain.body.length / 2);
  }
});

test('a page of any origin may load it, with a check of its integrity too', async () => {
  const { headers } = await ask('/v1/recomengine.js', { origin: 'https://shop.example' });
  assert.deepEqual(
    [headers['access-control-allow-origin'], headers['cross-origin-resource-policy'], headers['content-type']],
    ['*', 'cross-origin', 'text/javascript; charset=utf-8'],
  );
  const map = await ask(String(headers.sourcemap));
  assert.ok(JSON.parse(map.body.toString()).sources.length > 10);
});

test('the moving paths are asked for again within minutes, by an ETag; the one with a hash never', async () => {
  const { src, integrity } = JSON.parse((await ask('/v1/recomengine.json')).body.toString());
  const moving = await ask('/v1/recomengine.js', { 'accept-encoding': 'br' });
  const maxAge = Number(/max-age=(\d+)/.exec(moving.headers['cache-control'] ?? '')?.[1]);
  assert.ok(maxAge > 0 && maxAge <= 600, `${maxAge}`);
  const etag = String(moving.headers.etag);
  for (const path of ['/v1/recomengine.js', '/recomengine.v1.js', src]) {
    const again = await ask(path, { 'accept-encoding': 'br', 'if-none-match': `"other", ${etag}` });
    assert.deepEqual([again.status, again.body.length], [304, 0], path);
  }
  assert.equal((await ask('/v1/recomengine.js', { 'if-none-match': etag })).status, 200, 'control: in another form');
  const pinned = await ask(src);
  assert.match(pinned.headers['cache-control'] ?? '', /^public, max-age=31536000, immutable$/);
  assert.equal(integrity, `sha384-${createHash('sha384').update(pinned.body).digest('base64')}`);
  for (const unknown of ['recomengine-0123456789abcdef.js', 'other.js', '..%2Fpackage.json'])
    assert.equal((await ask(`/v1/${unknown}`)).status, 404, unknown);
  assert.equal((await ask('/v1/track')).status, 405, 'a path of senders, who post');
});

test('what was served before is served after an upgrade, at its own path; beyond the limit the oldest goes', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'recomengine-sdk-'));
  try {
    const kept = join(scratch, 'kept');
    const built = join(scratch, 'dist');
    cpSync(distDir, built, { recursive: true });
    const before = await openSdkFiles(built, kept);
    writeFileSync(join(built, 'recomengine.js'), 'another release');
    const upgraded = await openSdkFiles(built, kept);
    assert.notEqual(upgraded.newest.hash, before.newest.hash);
    assert.deepEqual(upgraded.byHash.get(before.newest.hash)?.identity, before.newest.identity);
    const longAgo = new Date('2020-01-01');
    utimesSync(join(kept, `${before.newest.hash}.js`), longAgo, longAgo);
    writeFileSync(join(built, 'recomengine.js'), 'the release after that');
    await openSdkFiles(built, kept, 2);
    assert.equal(existsSync(join(kept, `${before.newest.hash}.js`)), false);
    assert.equal(existsSync(join(kept, `${before.newest.hash}.js.br`)), false);
    assert.ok(existsSync(join(kept, `${upgraded.newest.hash}.js`)), 'control: the one after it');
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
