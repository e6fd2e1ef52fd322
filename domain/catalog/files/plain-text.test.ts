import assert from 'node:assert/strict';
import test from 'node:test';
import { plainText } from './plain-text.ts';

test('HTML becomes the text that shoppers read, and what is no HTML stays', () => {
  assert.equal(
    plainText('<p>Holds&nbsp;<b>300</b> ml &amp; more.</p>\n<p>Dishwasher&#45;safe&#x21;</p>'),
    'Holds 300 ml & more. Dishwasher-safe!',
  );
  assert.equal(plainText('<script>var a = 1 < 2;</script><style>p {}</style><!-- no -->Mug'), 'Mug');
  assert.equal(plainText('a < b, 2 > 1, AT&T, &unknown;'), 'a < b, 2 > 1, AT&T, &unknown;');
  assert.equal(plainText('shown <!-- never closed'), 'shown');
});

test('a long text is cut, without half a character at its end', () => {
  const text = plainText(`x${'😀'.repeat(6_000)}`);
  assert.equal(text.length, 9_999);
  assert.ok(text.isWellFormed());
});
