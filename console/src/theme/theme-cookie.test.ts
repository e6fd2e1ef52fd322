import assert from 'node:assert/strict';
import { test } from 'node:test';
import { themeCookie, themeOf } from './theme-cookie.ts';

test('the theme is the one of its cookie, and follows the browser where there is none', () => {
  assert.equal(themeOf(`a=b; ${themeCookie}=dark`), 'dark');
  assert.equal(themeOf(`${themeCookie}=light; a=b`), 'light');
  for (const none of ['', 'a=b', `${themeCookie}=purple`, `x${themeCookie}=dark`])
    assert.equal(themeOf(none), 'system');
});
