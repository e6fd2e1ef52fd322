import assert from 'node:assert/strict';
import test from 'node:test';
import { html } from './html.ts';

test('texts are escaped in content and attributes, HTML is not, lists are joined, and what is absent is nothing', () => {
  const evil = `<b title="x" lang='y'>&`;
  assert.equal(
    html`<p title="${evil}">${evil}</p>`.html,
    '<p title="&lt;b title=&quot;x&quot; lang=&#39;y&#39;&gt;&amp;">&lt;b title=&quot;x&quot; lang=&#39;y&#39;&gt;&amp;</p>',
  );
  assert.equal(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}</ul>`.html, '<ul><li>1</li><li>2</li></ul>');
  assert.equal(html`${null}${undefined}${false}${0}`.html, '0');
});
