import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** A row of the tables: what it promises, the file that holds it, the name of the test there, the control there. */
type Row = { promise: string; file: string; title: string; control: string; howOften: string };

/** End-to-end tests that hold no promise of the product itself: `recomengine bench`, and the demo that a first start shows. */
const noPromises = ['e2e/either-log/bench.e2e.test.ts', 'e2e/either-log/demo.e2e.test.ts'];

const rowsOf = (text: string): Row[] =>
  [...text.matchAll(/^\| (.+?) \| `([^`]+)` "(.+?)" \| "(.+?)" \| (.+?) \|$/gm)].map(
    ([, promise = '', file = '', title = '', control = '', howOften = '']) => ({
      promise,
      file,
      title,
      control,
      howOften,
    }),
  );

/** What is wrong with the rows, a line each. A title must stand where a test or a suite is named. */
function faultsOf(rows: readonly Row[], read: (file: string) => string | null): string[] {
  return rows.flatMap(({ file, title, control }) => {
    const text = read(file);
    if (text === null) return [`${file} does not exist`];
    const isNamed = text
      .split('\n')
      .some((line, at, lines) => line.includes(title) && /\b(?:test|it)\(/.test(`${lines[at - 1] ?? ''} ${line}`));
    return [
      ...(isNamed ? [] : [`${file} has no test "${title}"`]),
      ...(text.includes(control) ? [] : [`${file} has no control "${control}"`]),
    ];
  });
}

const documentation = readFileSync('docs/promises.md', 'utf8');
const rows = rowsOf(documentation);
const onDisk = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

test('each promise of docs/promises.md names a test and a control that are there', () => {
  assert.equal(rows.length, documentation.match(/^\| .*`[\w/.-]+\.test\.ts`/gm)?.length, 'a row is written otherwise');
  assert.deepEqual(faultsOf(rows, onDisk), []);
});

test('each end-to-end test of either log, of a broker and of upgrades holds a promise that is named once', () => {
  const files = globSync(['e2e/{either-log,broker,upgrades}/*.e2e.test.ts']).sort();
  const named = rows.map(({ file }) => file).filter((file) => file.startsWith('e2e/'));
  assert.deepEqual([...named, ...noPromises].sort(), files, 'give each new file a row in docs/promises.md');
});

test('control: a test that was renamed, a control that is gone and a file that is not there are told', () => {
  const row = { promise: 'p', file: 'a.test.ts', title: 'it holds', control: 'control: it', howOften: 'always' };
  const text = "test('it holds, always', () => {});\n// control: it is so";
  assert.deepEqual(
    faultsOf([row], () => text),
    [],
  );
  assert.equal(faultsOf([row], () => "// it holds\ntest('other', () => {});")[0], 'a.test.ts has no test "it holds"');
  assert.equal(faultsOf([row], () => "test('it holds')")[0], 'a.test.ts has no control "control: it"');
  assert.equal(faultsOf([row], () => null)[0], 'a.test.ts does not exist');
  assert.equal(rowsOf('| p | `a.test.ts` "it holds" | "control: it" | always |')[0]?.title, 'it holds');
});
