import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { currentBuild, keptBuilds, openScratch, placeBuild } from './builds.ts';

let folder: string;
let output: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'builds-'));
  output = join(folder, 'output');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds something, as long ago as it is told. */
function build(name: string, secondsAgo = 0): void {
  const built = join(folder, `of ${name}`);
  mkdirSync(built);
  writeFileSync(join(built, 'page.js'), name);
  const at = Date.now() / 1000 - secondsAgo;
  utimesSync(built, at, at);
  placeBuild(output, built, name);
}
const pageOf = (name: string) => readFileSync(join(output, name, 'page.js'), 'utf8');

test('a build stands beside the one before, whose files are there as long as it may run', () => {
  assert.equal(currentBuild(output), null);
  build('first', 10);
  assert.equal(currentBuild(output), 'first');
  build('second', 5);
  assert.equal(currentBuild(output), 'second');
  assert.deepEqual([pageOf('first'), pageOf('second')], ['first', 'second']);
});

test('of many builds the last ones are kept, and the current one whatever its age', () => {
  for (const [n, name] of ['one', 'two', 'three', 'four'].entries()) build(name, 100 - n);
  build('old', 1000);
  assert.equal(currentBuild(output), 'old');
  const names = readdirSync(output).filter((name) => name !== 'current');
  assert.deepEqual(names.sort(), ['four', 'old', 'three']);
  assert.equal(names.length, keptBuilds);
});

test('who builds the same at the same time finds it placed, and leaves it', () => {
  build('same');
  writeFileSync(join(output, 'same/page.js'), 'of the first');
  build('other');
  rmSync(join(folder, 'of same'), { recursive: true, force: true });
  build('same');
  assert.deepEqual([currentBuild(output), pageOf('same')], ['same', 'of the first']);
});

test('what a killed build has left goes at the next build, and what is being built stays', () => {
  const running = openScratch(folder);
  mkdirSync(join(folder, 'building-older-name'));
  // No process can have this id: it is above every limit of the systems.
  mkdirSync(join(folder, 'building-2147483646-killed'));
  const scratch = openScratch(folder);
  assert.deepEqual(
    readdirSync(folder)
      .filter((name) => name.startsWith('building-'))
      .sort(),
    [running, scratch].map((path) => path.slice(folder.length + 1)).sort(),
  );
});
