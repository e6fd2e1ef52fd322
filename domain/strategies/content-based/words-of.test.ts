import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import { createContentIndex } from './content-index.ts';
import { plainText } from './plain-text.ts';
import { wordsOf } from './words-of.ts';

test('HTML, entities, addresses, shortcodes and stop words are no words', () => {
  const text =
    '<p class="lead">A <b>walnut</b> table&nbsp;&amp; chairs</p><style>.x{color:red}</style><!-- draft --> ' +
    '[gallery ids="1,2"][vc_row]see https://shop.example/p?utm_source=x[/gallery] M&ouml;bel &#8212; k&#252;chen';
  assert.deepEqual(wordsOf(text), ['walnut', 'table', 'chairs', 'see', 'möbel', 'küchen']);
  assert.deepEqual(wordsOf('&lt;br&gt;lamp und der Tisch'), ['lamp', 'tisch'], 'escaped twice');
});

test('stop words are left out in the scripts that are read as words, too', () => {
  assert.deepEqual(wordsOf('चाय की केतली और कप'), ['चाय', 'केतली', 'कप']);
  assert.deepEqual(wordsOf('çay için ve bir fincan'), ['çay', 'fincan']);
  assert.deepEqual(wordsOf('إبريق من الزجاج مع غطاء'), ['إبريق', 'الزجاج', 'غطاء']);
  assert.ok(!wordsOf('แก้วและจาน').includes('และ'));
});

test('control: what only looks like markup stays', () => {
  assert.equal(plainText('5 < 6 > 4 [3 pcs] [red] R&D'), '5 < 6 > 4 [3 pcs] [red] R&D');
  assert.deepEqual(wordsOf('AT&T 5 <6 cups'), ['cups']);
});

test('one word is one word in whatever spelling and script it is written', () => {
  for (const [one, other] of [
    ['Straße', 'STRASSE'],
    ['cafe\u0301', 'CAFÉ'],
    ['ＬＡＭＰ', 'lamp'],
    ['İstanbul', 'istanbul'],
    ['ΟΔΟΣ', 'οδος'],
    ['ﬁnish', 'FINISH'],
    ['STRAẞE', 'strasse'],
    ['KIRMIZI', 'kırmızı'],
    ['كِتَابٌ', 'كتاب'],
    ['كتـــاب', 'كتاب'],
    ['ﻛﺘﺎﺏ', 'كتاب'],
    ['كـِتاب', 'كتاب'],
    ['קָפֶה', 'קפה'],
    ['\ufb2aלום', 'שלום'],
    ['\u0915\u093c\u0932\u092e', '\u0958\u0932\u092e'],
    ['क्\u200dषमा', 'क्षमा'],
    ['ｶﾞﾗｽｺｯﾌﾟ', 'ガラスコップ'],
    ['コーヒー', 'ｺｰﾋｰ'],
    ['Donau\u00addampf', 'donaudampf'],
    ['می\u200cخواهم', 'میخواهم'],
  ] as const)
    assert.deepEqual(wordsOf(one), wordsOf(other), one);
  for (const [one, other] of [
    ['ज़रा', 'जरा'],
    ['أمل', 'امل'],
    ['ガラス', 'カラス'],
    ['हिन्दी', 'हिन्द'],
    ['กา\u200bแฟ', 'กาแฟ'],
  ] as const)
    assert.notDeepEqual(wordsOf(one), wordsOf(other), `control: ${one} and ${other} are two`);
  assert.deepEqual(wordsOf('हिन्दी किताब'), ['हिन्दी', 'किताब'], 'marks are part of the word');
  assert.deepEqual(wordsOf('كِتَاب جديد').length, 2);
  assert.deepEqual(wordsOf('กาแฟร้อน'), ['กาแฟ', 'ร้อน']);
  assert.deepEqual(wordsOf('กาน้ำชา'), ['กาน้ำ', 'ชา'], 'a vowel that NFKC takes apart');
  assert.ok(wordsOf('東京の珈琲カップ').includes('カップ'));
  assert.deepEqual(wordsOf('lamp table'), ['lamp', 'table'], 'control');
});

test('a reason names the rarest words that both have, and no numbers or codes', () => {
  const named = (productId: string, name: string, description = '') => plainItem({ productId, name, description });
  const index = createContentIndex([
    named('a', 'Walnut table X200 2024', '<p>Oiled by hand in a workshop</p>'),
    named('b', 'Walnut chair X200 2024', '<p>Oiled by hand</p>'),
    ...Array.from({ length: 20 }, (_, n) => named(`c${n}`, `Chair ${n < 8 ? 'hand' : 'plain'} number ${n}`)),
  ]);
  const [best] = index.similarTo(['a'], 1);
  assert.equal(best?.productId, 'b');
  assert.deepEqual(best?.evidence.sharedTerms, ['walnut', 'oiled', 'hand']);
});
