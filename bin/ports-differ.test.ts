import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Command } from 'commander';
import { addStartCommand } from './commands/start.ts';
import { UsageError } from './exit-codes.ts';
import { refuseSharedPort } from './ports-differ.ts';

const dataDir = join(tmpdir(), `recomengine-ports-${process.pid}`);
/** Nothing can listen there, so that a start which were not refused would end before it began. */
const noHostOfOurs = '203.0.113.1';

test('a start whose API and console would have one port is refused before anything is made', async () => {
  const command = new Command();
  addStartCommand(command);
  const starting = command.parseAsync(['--data-dir', dataDir, '--port', '3112', '--host', noHostOfOurs], {
    from: 'user',
  });
  await assert.rejects(starting, (error: unknown) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /both have port 3112: give another --port or --console-port, or --no-console/);
    return true;
  });
  assert.ok(!existsSync(dataDir));
});

test('one port of both is no matter where there is no console, nor are two ports', () => {
  refuseSharedPort({ port: 3112, console: false, consolePort: 3112 });
  refuseSharedPort({ port: 5008, console: true, consolePort: 3112 });
});
