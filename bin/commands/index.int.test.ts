import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Command } from 'commander';
import { addCommands } from './index.ts';

const namesOf = async (...words: string[]) => {
  const program = new Command();
  await addCommands(program, words);
  return program.commands.map((command) => command.name());
};

test('a command that is called comes alone, under its own name; for any other word all come', async () => {
  const all = await namesOf('--help');
  assert.ok(all.includes('start') && all.includes('doctor'), `control: ${all}`);
  for (const name of all) {
    assert.deepEqual(await namesOf(name), [name]);
    assert.deepEqual(await namesOf('help', name), [name]);
  }
  for (const others of [[], ['help'], ['analytic'], ['constructor']]) assert.deepEqual(await namesOf(...others), all);
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

test('the help names every command without loading the modules of any; that of one command has its options', () => {
  const modulesOf = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('file:')).length;
  const all = recomengine('--help');
  assert.equal(all.status, 0, all.stderr);
  assert.match(all.stdout, /\n {2}start {2,}run the whole product[\s\S]*\n {2}doctor {2,}look everything over/);
  assert.doesNotMatch(all.stderr, /bin\/commands\/(?!index|common)/);
  const one = recomengine('help', 'rebuild');
  assert.match(one.stdout, /rebuild \[options\] <name>[\s\S]*--roll-back/);
  assert.match(one.stderr, /bin\/commands\/rebuild/, 'control');
  assert.ok(
    modulesOf(all.stderr) * 4 < modulesOf(one.stderr),
    `${modulesOf(all.stderr)} modules, ${modulesOf(one.stderr)}`,
  );
});

test('a wrong use of `analytics` is refused before a database driver or a log is loaded', () => {
  const refused = recomengine('analytics');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /required option '--tenant <tenant>' not specified/);
  assert.doesNotMatch(refused.stderr, /node_modules\/(pg|kafkajs)\//);
  const right = recomengine('analytics', '--tenant', 'Shop', '--data-dir', join(import.meta.dirname, 'no-such-folder'));
  assert.equal(right.status, 3, right.stderr);
  assert.match(right.stderr, /node_modules\/pg\//, 'control: a right use loads one');
});

test('a wrong use of `evaluate` is refused before a log or a database driver is loaded, and a gate that fails ends with 5', () => {
  const refused = recomengine('evaluate', '--strategy', 'session');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /nothing to evaluate: give files of events/);
  assert.doesNotMatch(refused.stderr, /node_modules\/(pg|kafkajs)\//);
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-gate-'));
  const [train, questions] = [join(dir, 'train.tsv'), join(dir, 'questions.tsv')];
  writeFileSync(train, '1\ttea\t10\n1\tcup\t11\n');
  writeFileSync(questions, 'cup\t20\ttea\n');
  const gated = (gate: string) =>
    recomengine('evaluate', '--train', train, '--questions', questions, '--gate', gate, '--json');
  assert.equal(gated('hr>=1').status, 0, 'control');
  const failed = gated('hr>1');
  assert.equal(failed.status, 5);
  assert.deepEqual(JSON.parse(failed.stdout).gates, [{ gate: 'hr>1', value: 1, holds: false }]);
  writeFileSync(questions, 'cup\n');
  const bad = gated('hr>=1');
  assert.equal(bad.status, 2);
  assert.match(bad.stderr, /questions\.tsv:1: wanted is/);
  rmSync(dir, { recursive: true });
});

test('times between which nothing can have been appended are refused before the log is opened', () => {
  const asked = (...args: string[]) => recomengine('topics', ...args);
  const backwards = asked('export', 'events', '--from', '2026-03-02', '--until', '2026-03-01');
  assert.equal(backwards.status, 2);
  assert.match(backwards.stderr, /--from 2026-03-02 is not before --until 2026-03-01/);
  const toCome = asked('tail', 'events', '--from', '2999-01-01');
  assert.equal(toCome.status, 2);
  assert.match(toCome.stderr, /--from 2999-01-01 is to come/);
  const empty = mkdtempSync(join(tmpdir(), 'recomengine-topics-'));
  const past = asked('export', 'events', '--from', '2026-03-01', '--until', '2026-03-02', '--data-dir', empty);
  rmSync(empty, { recursive: true, force: true });
  assert.doesNotMatch(past.stderr, /is not before|is to come/, 'control: others are taken');
});
