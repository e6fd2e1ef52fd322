import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { noOpenApiTools, runOpenApiTool } from '#testing/openapi-tools.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { noPython, python } from '#testing/python.ts';
import { createShop } from '#testing/shop.ts';
import { callOnFailingLine } from './call-on-failing-line.ts';

let product: Product;
let folder: string;
before(async () => {
  product = await startProduct();
  folder = mkdtempSync(join(tmpdir(), 'recomengine-client-'));
});
after(async () => {
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('the client in TypeScript is typed by the document, and counts once on a line that fails', {
  skip: noOpenApiTools(),
}, async () => {
  cpSync('clients/typescript', folder, { recursive: true });
  const document = join(folder, 'openapi.json');
  writeFileSync(document, await (await fetch(`${product.url}/openapi.json`)).text());
  runOpenApiTool('openapi-typescript', document, '-o', join(folder, 'src/openapi.ts'));
  copyFileSync('e2e/clients/calls/published.ts', join(folder, 'src/published.ts'));
  const node = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
  execFileSync(resolve('node_modules/.bin/tsc'), ['-p', folder, ...node], { stdio: 'inherit' });
  const program = { file: process.execPath, args: ['dist/published.js'], cwd: folder };
  assert.deepEqual(await callOnFailingLine(product, await createShop(product.url), program), {
    missing: { status: 404, codes: [] },
  });
});

test('the client in Python goes by the document, and counts once on a line that fails', {
  skip: noPython(['urllib.request']),
}, async () => {
  const env = { PYTHONPATH: resolve('clients/python'), PYTHONDONTWRITEBYTECODE: '1' };
  const program = { file: python, args: [resolve('e2e/clients/calls/published.py')], cwd: folder, env };
  assert.deepEqual(await callOnFailingLine(product, await createShop(product.url), program), {
    missing: 'the API has no operation get_nothing',
    unknown: 'listCatalog has no parameter limti',
  });
});
