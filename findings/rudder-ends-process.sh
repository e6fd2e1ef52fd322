#!/usr/bin/env bash
# @rudderstack/rudder-sdk-node 3.0.13: a request that is refused, as with a wrong key, is an unhandled rejection, which ends the shop's process. Only with the option errorHandler it is not; a callback of
# track() is told the error and does not help. The first call is sent at once, so that a wrong key ends the process at its first event.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund @rudderstack/rudder-sdk-node@3.0.13

cat > shop.mjs <<'JS'
import { createServer } from 'node:http';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';

const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(401).end('{}')));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const dataPlaneUrl = `http://127.0.0.1:${server.address().port}`;
const { promise, resolve } = Promise.withResolvers();
const options = process.argv[2] === 'handled' ? { errorHandler: resolve } : {};
const analytics = new RudderAnalytics('k', { dataPlaneUrl, logLevel: 'none', ...options });
analytics.track({ userId: 'u', event: 'e' }, () => {});
const open = setTimeout(() => {}, 60_000);
await promise;
clearTimeout(open);
process.exit(0);
JS
ends() { if node shop.mjs "$1" >said 2>&1; then echo 0; else echo "$?"; fi; }
unhandled=$(ends unhandled) handled=$(ends handled)
echo "@rudderstack/rudder-sdk-node 3.0.13, refused with 401: the process ends with $unhandled, with errorHandler with $handled"
[ "$unhandled" = 1 ] && [ "$handled" = 0 ]
