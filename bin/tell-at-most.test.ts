import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTellAtMost, maxUnread } from './tell-at-most.ts';

test('a process that reads nothing is sent so much and no more, and hears of us again once it reads', () => {
  const waiting: (() => void)[] = [];
  const tell = createTellAtMost((_message: string, done) => waiting.push(done));
  for (let n = 0; n < maxUnread; n++) tell('told');
  assert.equal(waiting.length, maxUnread, 'control: so much waits for it');
  for (let n = 0; n < 5; n++) tell('told');
  assert.equal(waiting.length, maxUnread);
  for (const read of waiting.splice(0, 3)) read();
  for (let n = 0; n < 5; n++) tell('told');
  assert.equal(waiting.length, maxUnread);
});
