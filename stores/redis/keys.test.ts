import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { redisKeys } from './keys.ts';

test('keys look as their patterns say', () => {
  const id = Buffer.from('0123456789abcdef');
  const made = {
    answer: redisKeys.answer.of(1, 'u', 'trending', 'h'),
    rateLimit: redisKeys.rateLimit.of('k:w', 7),
    duplicate: redisKeys.duplicate.of(1, id),
    serverTime: redisKeys.serverTime.of(1, 'h'),
    counter: redisKeys.counter.of(1, '2026-11-21', 'purchase'),
    token: redisKeys.token.of('j'),
  };
  for (const [name, { pattern }] of Object.entries(redisKeys)) {
    const shape = new RegExp(`^${pattern.replaceAll(/\{[^}]+\}/g, '[^{}]+')}$`);
    assert.match(made[name as keyof typeof made], shape);
  }
});

test('docs/configuration.md lists every key, and none that is not', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const listed = [...page.matchAll(/^\| `((?:reco|jti):[^`]+)` \|/gm)].map(([, pattern]) => pattern);
  assert.deepEqual(
    listed.toSorted(),
    Object.values(redisKeys)
      .map(({ pattern }) => pattern)
      .toSorted(),
  );
});
