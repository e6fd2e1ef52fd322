#!/usr/bin/env bash
# @platformatic/kafka 2.12.1: an idempotent producer takes `retries: 0` and `retries: 1` for "without end" (2^53 - 1), and writes so into the
# caller's own options. A send to brokers that are away then never settles; with 2 it is rejected after its third try, as asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --omit=optional @platformatic/kafka@2.12.1

cat > main.mjs <<'JS'
import { Producer } from '@platformatic/kafka';

const waitMs = 2_000;
const results = [];
for (const retries of [0, 1, 2]) {
  const options = { clientId: 'c', bootstrapBrokers: ['127.0.0.1:1'], idempotent: true, retries, retryDelay: 10 };
  const sending = new Producer(options).send({ messages: [{ topic: 't', value: Buffer.from('v') }] });
  const outcome = await Promise.race([
    sending.then(() => 'sent', () => 'rejected'),
    new Promise((resolve) => setTimeout(resolve, waitMs, 'still trying')),
  ]);
  results.push(`${retries} became ${options.retries}, ${outcome}`);
}
console.log(`@platformatic/kafka 2.12.1, idempotent, after ${waitMs} ms:\n${results.join('\n')}`);
const expected = ['0 became 9007199254740991, still trying', '1 became 9007199254740991, still trying', '2 became 2, rejected'];
process.exit(results.join() === expected.join() ? 0 : 1);
JS
node main.mjs
