import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';

type Source = { file: string; text: string };

const exported = /^export\s+(?:async\s+)?(?:function\*?|const|class)\s+(\w+)/gm;

/**
 * Functions, constants and classes that a file exports and no other file names, as 'file: name'. Types are left out: one that only names a
 * parameter or a result of a function is exported for code that writes such a value.
 */
function unusedExports(sources: readonly Source[]): string[] {
  const filesWith = new Map<string, Set<string>>();
  for (const { file, text } of sources)
    for (const [word] of text.matchAll(/\w+/g)) filesWith.set(word, (filesWith.get(word) ?? new Set()).add(file));
  return sources.flatMap(({ file, text }) =>
    [...text.matchAll(exported)].flatMap(([, name = '']) =>
      [...(filesWith.get(name) ?? [])].some((other) => other !== file) ? [] : [`${file}: ${name}`],
    ),
  );
}

test('what a file exports is used by another one: else it is its own business, or dead', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.js'], {
    encoding: 'utf8',
  });
  const sources = files
    .split('\n')
    .filter((file) => file !== '' && existsSync(file))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  assert.deepEqual(unusedExports(sources), []);
});

test('control: an export that nobody else names is found, whatever it is, and a type or one that is named is not', () => {
  const text =
    'export const a = 1;\nexport async function b() {}\nexport class C {}\nexport type D = number;\nfunction e() {}';
  assert.deepEqual(
    unusedExports([
      { file: 'x.ts', text },
      { file: 'y.ts', text: "import { b } from './x.ts';" },
    ]),
    ['x.ts: a', 'x.ts: C'],
  );
});
