import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceText } from './device-text.ts';

const engine = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test('a browser is called by its own name, and not by those that it claims besides', () => {
  assert.equal(
    deviceText(`Mozilla/5.0 (X11; Linux x86_64) ${engine} Chrome/140.0.0.0 Safari/537.36`),
    'Chrome on Linux',
  );
  assert.equal(
    deviceText(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${engine} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`),
    'Edge on Windows',
  );
  assert.equal(
    deviceText('Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0'),
    'Firefox on macOS',
  );
  assert.equal(
    deviceText(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
    ),
    'Safari on iPhone',
  );
});

test('a program is called what it calls itself', () => {
  assert.equal(deviceText('curl/8.5.0'), 'curl/8.5.0');
  assert.equal(deviceText(''), 'Not known');
  assert.equal(deviceText(null), 'Not known');
});
