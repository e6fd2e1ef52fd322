#!/usr/bin/env bash
# @segment/analytics-node 3.1.0: heeds Retry-After after a 429 alone. After a 503 with the same header it comes back after one to two seconds, and each such try counts towards the ten after which the
# events are dropped; a 429 without the header counts as well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund @segment/analytics-node@3.1.0

cat > main.mjs <<'JS'
import { createServer } from 'node:http';
import { Analytics } from '@segment/analytics-node';

const retryAfterSeconds = 3;

/** How many seconds pass between an answer of this status and the next try. */
async function secondsAfter(status) {
  const times = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      times.push(Date.now());
      const isFirst = times.length === 1;
      response.writeHead(isFirst ? status : 200, isFirst ? { 'retry-after': String(retryAfterSeconds) } : {}).end('{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const analytics = new Analytics({ writeKey: 'k', host: `http://127.0.0.1:${server.address().port}` });
  analytics.track({ userId: 'u', event: 'e' });
  await analytics.closeAndFlush({ timeout: 60_000 });
  server.closeAllConnections();
  server.close();
  return (times[1] - times[0]) / 1000;
}

const after429 = await secondsAfter(429);
const after503 = await secondsAfter(503);
console.log(`@segment/analytics-node 3.1.0, Retry-After: ${retryAfterSeconds}: comes back ${after429} s after a 429, ${after503} s after a 503`);
process.exit(after429 >= retryAfterSeconds && after503 < retryAfterSeconds ? 0 : 1);
JS
node main.mjs
