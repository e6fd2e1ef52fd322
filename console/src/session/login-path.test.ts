import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loginPathOf, pageAfterLogin } from './login-path.ts';

const page = '/dashboard/tenants/7/analytics?from=2026-03-01&compare=none';

test('after the login stands the page that asked for it, with its filters', () => {
  const next = new URL(loginPathOf(page), 'http://host').searchParams.get('next');
  assert.equal(pageAfterLogin(next ?? ''), page);
});

test('no link leads through the login to another host, or out of the dashboard', () => {
  for (const next of [
    undefined,
    '',
    '//evil.example',
    'https://evil.example/dashboard',
    '/\\evil.example',
    'javascript:alert(1)',
    '/dashboard/../login',
    '/dashboards',
  ])
    assert.equal(pageAfterLogin(next), '/dashboard', String(next));
  assert.equal(pageAfterLogin('/dashboard/settings'), '/dashboard/settings', 'control');
});
