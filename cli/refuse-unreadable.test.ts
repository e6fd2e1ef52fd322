import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { refuseUnreadable } from './refuse-unreadable.ts';

test('a file that cannot be read is a wrong use, and says why', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'unreadable-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const there = join(folder, 'there.json');
  writeFileSync(there, '[]');
  refuseUnreadable([there, there]);
  const missing = join(folder, 'nope.json');
  const wanted = (message: string) => ({ code: 'usage', message });
  assert.throws(() => refuseUnreadable([there, missing]), wanted(`cannot read ${missing}: there is no such file`));
  assert.throws(() => refuseUnreadable([folder]), wanted(`cannot read ${folder}: it is a folder`));
  const within = join(there, 'nope.json');
  assert.throws(() => refuseUnreadable([within]), wanted(`cannot read ${within}: there is no such file`));
});
