#!/usr/bin/env bash
# posthog-node 5.70.0: ignores Retry-After, and throws away a batch that was answered 429 (or 5xx) four times, which by its settings takes 9 s; a batch whose connection was refused four times stays
# in its queue and goes out with the next flush. To it a server that says that it is overloaded is worse than one that hangs up.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund posthog-node@5.70.0

cat > main.mjs <<'JS'
import { createServer } from 'node:http';
import { PostHog } from 'posthog-node';

/** How many requests a server gets that fails four times, and whether the event arrives by a second flush. */
async function after(fail) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      if (requests <= 4) fail(response);
      else response.writeHead(200).end('{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `http://127.0.0.1:${server.address().port}`;
  const posthog = new PostHog('k', { host, fetchRetryDelay: 10, flushInterval: 3_600_000 });
  posthog.on('error', () => {});
  posthog.capture({ distinctId: 'u', event: 'e' });
  await posthog.flush().catch(() => {});
  const tries = requests;
  await posthog.flush().catch(() => {});
  const answer = `${tries} tries, ${requests > tries ? 'sent' : 'nothing sent'} by the next flush`;
  await posthog.shutdown();
  server.closeAllConnections();
  server.close();
  return answer;
}

const told = await after((response) => response.writeHead(429, { 'retry-after': '1' }).end());
const hungUp = await after((response) => response.destroy());
console.log(`posthog-node 5.70.0:\nafter 429: ${told}\nafter a hang-up: ${hungUp}`);
process.exit(told === '4 tries, nothing sent by the next flush' && hungUp === '4 tries, sent by the next flush' ? 0 : 1);
JS
node main.mjs
