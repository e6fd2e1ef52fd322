import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Command } from 'commander';
import { addCommands } from './index.ts';

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/*.md').sort()];

/** Whatever a document says that one types: in a block of code, or between backticks. */
function typedIn(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```\w*\n(.*?)^ *```/gms)].flatMap(([, block = '']) => block.split('\n'));
  const inline = [...text.replaceAll(/^ *```.*?^ *```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].map((line) => line.trim()).filter((line) => /^(?:npx )?recomengine [a-z]/.test(line));
}

const names = (command: Command): string[] => command.options.flatMap(({ long }) => (long == null ? [] : [long]));

/** What is wrong with a line, if anything: no such command, no such subcommand, no such option. */
async function faultOf(line: string): Promise<string | null> {
  const words = line.replace(/^(?:npx )?recomengine /, '').split(/\s+/);
  const program = new Command();
  await addCommands(program, words.slice(0, 1));
  let command = program;
  let at = 0;
  for (; command.commands.length > 0 && at < words.length; at++) {
    const next = command.commands.find((one) => one.name() === words[at]);
    if (next === undefined) return /^[a-z]/.test(words[at] ?? '') ? `${line}: no command ${words[at]}` : null;
    command = next;
  }
  const unknown = words.filter((word) => /^--[a-z]/.test(word) && !names(command).includes(word.replace(/=.*/, '')));
  return unknown.length === 0 ? null : `${line}: no option ${unknown.join(', ')}`;
}

test('each command that the documentation names is there, with its options', async () => {
  const typed = documents.flatMap((file) => typedIn(readFileSync(file, 'utf8')));
  assert.ok(typed.length > 40, `control: ${typed.length} are found`);
  const faults = await Promise.all([...new Set(typed)].map(faultOf));
  assert.deepEqual(
    faults.filter((fault) => fault !== null),
    [],
  );
});

test('what is to be typed in a shell is found by that shell', () => {
  const unfound = (text: string) => [...text.matchAll(/^(?: *\$ )? *recomengine .*$/gm)].map(([line]) => line);
  assert.deepEqual(
    documents.flatMap((file) => unfound(readFileSync(file, 'utf8'))),
    [],
    'write `npx recomengine`: a clone has no command of that name',
  );
  assert.deepEqual(unfound('```\nrecomengine start\n```'), ['recomengine start'], 'control: it would be told');
});

test('control: a command, a subcommand and an option that are not there are told', async () => {
  assert.equal(await faultOf('recomengine stat'), 'recomengine stat: no command stat');
  assert.equal(await faultOf('npx recomengine dead-letters lst'), 'npx recomengine dead-letters lst: no command lst');
  assert.equal(await faultOf('recomengine backup --too x'), 'recomengine backup --too x: no option --too');
  assert.equal(await faultOf('recomengine backup --to x'), null);
});
