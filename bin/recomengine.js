#!/usr/bin/env node
// Plain JavaScript that every Node reads: a Node too old for TypeScript hands over to the one that `npm ci` brought.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestMajor = 24;
const here = fileURLToPath(new URL('.', import.meta.url));
const brought = join(here, '..', 'node_modules', 'node', 'bin', 'node');

if (Number(process.versions.node.split('.')[0]) >= oldestMajor) await import('./recomengine.ts');
else if (existsSync(brought)) {
  // The child notices by the IPC channel when we are killed.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(brought, [join(here, 'recomengine.ts'), ...process.argv.slice(2)], { stdio });
  // Ctrl-C reaches the child through the terminal; a signal that is sent to us alone is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    // If a signal ended the child, the exit code that a shell would show.
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
} else {
  console.error(
    `This is Node ${process.version}; Node ${oldestMajor} is needed, and \`npm ci\` in this folder brings it.`,
  );
  process.exitCode = 1;
}
