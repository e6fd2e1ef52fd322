import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { noCargo } from '#testing/cargo.ts';
import { noGo } from '#testing/go.ts';
import { noJavaCompiler } from '#testing/java.ts';
import { fetchJars } from '#testing/maven-jars.ts';
import { noPython, runPython } from '#testing/python.ts';
import { ask } from '#testing/shop.ts';
import { postBatch } from '../support/events.ts';
import { type ProductOnBroker, skipWithoutBroker, startOnBroker } from '../support/on-broker.ts';
import { drained } from '../support/recount.ts';

/** Programs in other languages read our topics by what docs/topics.md says, and by nothing else. */

const modules = [
  'github.com/twmb/franz-go@v1.22.3',
  'github.com/twmb/franz-go/pkg/kadm@v1.20.0',
  'github.com/hamba/avro/v2@v2.31.0',
];
let on: ProductOnBroker;
let env: Record<string, string>;

before(async () => {
  if (skipWithoutBroker !== false) return;
  on = await startOnBroker(1);
  const { product, shop, broker } = on;
  const events = Array.from({ length: 20 }, (_, n) => ({
    eventType: n % 2 === 0 ? 'product_viewed' : 'purchase',
    userId: `zoë-${n}`,
    productId: `mug ☕ ${n}`,
    ...(n % 2 === 0 ? {} : { metadata: { price: 12.95, quantity: n, orderId: `order-${n}` } }),
  }));
  assert.equal((await postBatch(shop, events)).body.data.rejected, 0);
  await drained(product);
  const erased = await ask(`${product.url}/api/v1/tenants/${shop.tenantId}/users/nobody`, {
    method: 'DELETE',
    token: shop.adminToken,
  });
  assert.equal(erased.status, 202);
  env = { BROKERS: broker.brokers.join(','), TOPIC: `${product.env.KAFKA_TOPIC_PREFIX}events`, REGISTRY: product.url };
});
after(async () => {
  await on?.product.remove();
  await on?.broker.stop();
});

/** The one block of a language in the page. */
function snippet(language: string): string {
  const blocks = [
    ...readFileSync('docs/topics.md', 'utf8').matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs')),
  ];
  assert.equal(blocks.length, 1);
  return blocks[0]?.[1] ?? '';
}
/** Makes the files in a folder of their own, and runs commands there, which print what is returned. */
function inFolder(
  files: Readonly<Record<string, string>>,
  work: (run: (program: string, ...args: string[]) => string) => void,
): void {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-reader-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    const options = { cwd: dir, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
    work((program, ...args) => execFileSync(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
function check(printed: string): void {
  const records = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const named = (name: string) => records.filter(({ record }) => record === `recomengine.events.${name}`);
  assert.equal(named('ProductViewed').length, 10, printed);
  assert.equal(named('Purchase').length, 10);
  assert.deepEqual(
    named('Purchase')
      .map(({ userId, productId }) => `${userId} ${productId}`)
      .sort(),
    Array.from({ length: 10 }, (_, n) => `zoë-${2 * n + 1} mug ☕ ${2 * n + 1}`).sort(),
  );
  assert.equal(records.length, 21, 'and the erasure');
}

test('Python reads every record', { skip: skipWithoutBroker || noPython(['confluent_kafka', 'fastavro']) }, () => {
  check(runPython(snippet('python'), env));
});

test('Java reads every record', { skip: skipWithoutBroker || noJavaCompiler() }, async () => {
  const jars = await fetchJars('topic-reader-kafka-4.1.1-avro-1.12.1', [
    { artifact: 'org.apache.kafka:kafka-clients:4.1.1' },
    { artifact: 'org.apache.avro:avro:1.12.1' },
  ]);
  inFolder({ 'Reader.java': snippet('java') }, (run) => check(run('java', '-cp', join(jars, '*'), 'Reader.java')));
});

test('Rust reads every record', { skip: skipWithoutBroker || noCargo(88) }, () => {
  const manifest = `[package]
name = "reader"
version = "0.0.0"
edition = "2024"
[dependencies]
apache-avro = "=0.22.0"
rskafka = { version = "=0.6.0", default-features = false, features = ["compression-zstd"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
ureq = { version = "=3.5.2", default-features = false, features = ["json"] }
`;
  inFolder({ 'Cargo.toml': manifest, 'src/main.rs': snippet('rust') }, (run) => check(run('cargo', 'run', '-q')));
});

test('Go reads every record', { skip: skipWithoutBroker || noGo(25) }, () => {
  inFolder({ 'main.go': snippet('go') }, (run) => {
    run('go', 'mod', 'init', 'reader');
    run('go', 'get', ...modules);
    check(run('go', 'run', '.'));
  });
});
