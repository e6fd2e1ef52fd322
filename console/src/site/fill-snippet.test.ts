import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillSnippet, namesReaderValue } from './fill-snippet.ts';

const values = { KEY: 'rk_live_w', READ_KEY: 'rk_live_r', TENANT: '018f' };
const fill = (snippet: string, given = values) => fillSnippet(snippet, given, 'https://shop.example');

test('a snippet has the keys, the tenant and the address of its reader', () => {
  assert.equal(
    fill('curl http://127.0.0.1:5008/a -H "Bearer $KEY"'),
    'curl https://shop.example/a -H "Bearer rk_live_w"',
  );
  assert.equal(fill('data-api-key="$READ_KEY" $API/tenants/$TENANT/x'), 'data-api-key="rk_live_r" $API/tenants/018f/x');
});

test('what the reader has not, names that begin alike, and remarks stay as they are', () => {
  assert.equal(fill('$KEY $READ_KEY', { ...values, KEY: '' }), '$KEY rk_live_r');
  assert.equal(fill('$KEYS $TENANTS $TOKEN'), '$KEYS $TENANTS $TOKEN');
  assert.equal(fill('curl … # data.id is $TENANT'), 'curl … # data.id is $TENANT');
});

test('a page that names nothing of the reader is known', () => {
  assert.equal(namesReaderValue('<code>-H "Bearer $KEY"</code>'), true);
  assert.equal(namesReaderValue('<code>$TOKEN</code>'), false);
});
