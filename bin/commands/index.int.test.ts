import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { Command } from 'commander';
import { addCommands } from './index.ts';

const namesOf = async (called: string | undefined) => {
  const program = new Command();
  await addCommands(program, called);
  return program.commands.map((command) => command.name());
};

test('a command that is called comes alone, under its own name; for any other word all come', async () => {
  const all = await namesOf('--help');
  assert.ok(all.includes('start') && all.includes('doctor'), `control: ${all}`);
  for (const name of all) assert.deepEqual(await namesOf(name), [name]);
  for (const other of [undefined, 'analytic', 'constructor']) assert.deepEqual(await namesOf(other), all);
});

const noteLoaded = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => { process.stderr.write(url + '\\n'); return next(url, context); } });`;
const recomengine = (...args: string[]) =>
  spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(noteLoaded)}`,
      join(import.meta.dirname, '..', 'recomengine.ts'),
      ...args,
    ],
    { encoding: 'utf8' },
  );

test('a wrong use of `analytics` is refused before a database driver or a log is loaded', () => {
  const refused = recomengine('analytics');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /required option '--tenant <tenant>' not specified/);
  assert.doesNotMatch(refused.stderr, /node_modules\/(pg|kafkajs)\//);
  const right = recomengine('analytics', '--tenant', 'Shop', '--data-dir', join(import.meta.dirname, 'no-such-folder'));
  assert.equal(right.status, 3, right.stderr);
  assert.match(right.stderr, /node_modules\/pg\//, 'control: a right use loads one');
});
