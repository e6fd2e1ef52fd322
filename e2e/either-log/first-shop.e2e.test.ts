import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { followDocs } from '#testing/follow-docs.ts';
import { type Product, startProduct } from '#testing/product.ts';

let product: Product;
let folder: string;
before(async () => {
  product = await startProduct();
  folder = mkdtempSync(join(tmpdir(), 'first-shop-'));
});
after(async () => {
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});

const docs = readFileSync('docs/first-shop.md', 'utf8');
const here = (text: string) => text.replaceAll('http://127.0.0.1:5008', product.url);

test('who does what docs/first-shop.md says, and nothing else, has a product of the own catalog recommended', async () => {
  const steps = await followDocs(docs, { folder, replace: here });
  const answers = steps.map(({ command, printed }) => ({
    command,
    answer: printed === '' ? null : JSON.parse(printed),
  }));
  for (const { command, answer } of answers) assert.deepEqual(answer?.errors ?? [], [], command);
  const recommended = answers.find(({ command }) => command.includes('/recommendations'))?.answer.data;
  assert.deepEqual(
    recommended.map(({ name }: { name: string }) => name),
    ['Blue mug'],
  );
});

test('control: what the page says is held against the answers', async () => {
  const other = here(docs).replace('ada@shop.example', 'bob@shop.example').replace('is mug-blue', 'is mug-red');
  await assert.rejects(followDocs(other, { folder, patienceMs: 1_000 }), /data\[0\]\.productId is mug-red/);
});
