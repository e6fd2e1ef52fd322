import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { whyNoFolder } from './why-no-folder.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-folder-'));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(folder, join(folder, 'link'));
});
after(() => rmSync(folder, { recursive: true }));

test('a file is no folder, nor is what lies below one', () => {
  const file = join(folder, 'file');
  assert.equal(whyNoFolder(file), 'is a file');
  assert.equal(whyNoFolder(join(file, 'a', 'b')), `lies below the file ${file}`);
});

test('a folder, a link to one and what is not there yet can be one', () => {
  for (const path of [folder, join(folder, 'link'), join(folder, 'new', 'deep'), 'new'])
    assert.equal(whyNoFolder(path), null);
});
