import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodingOf, tellingWords, textOfBeginning, textOfFile } from './file-encoding.ts';

const utf8 = Buffer.from('name\nCafé\n');
const windows = Buffer.from('name\nCaf\u00e9\n', 'latin1');
const utf16 = Buffer.from('\uFEFFname\nCafé\n', 'utf16le');

test('how the letters of a file are stored is guessed by its first bytes, also within a letter', () => {
  assert.equal(encodingOf(utf8, true), 'utf-8');
  assert.equal(encodingOf(windows, true), 'latin1');
  const cut = utf8.subarray(0, -2);
  assert.equal(encodingOf(cut, false), 'utf-8');
  assert.equal(encodingOf(cut, true), 'latin1', 'control: a whole file does not end within a letter');
});

test('what says it itself, or cannot be seen, is left as it is', () => {
  assert.equal(encodingOf(utf16, true), 'utf-8');
  assert.equal(encodingOf(Buffer.from([0x1f, 0x8b, 0xff, 0xff]), false), 'utf-8');
  assert.equal(encodingOf(Buffer.from('<?xml encoding="ISO-8859-1"?><a>\u00e9</a>', 'latin1'), true), 'utf-8');
});

test('a file is read as it is stored, and never with letters in place of others', () => {
  for (const [bytes, encoding] of [
    [utf8, 'utf-8'],
    [windows, 'latin1'],
    [utf16, 'utf-8'],
  ] as const)
    assert.equal(textOfFile(bytes, encoding).replace('\uFEFF', ''), 'name\nCafé\n');
  assert.throws(() => textOfFile(windows, 'utf-8'), /not UTF-8/);
});

test('words with letters beyond ASCII tell whether a file is read as it is stored', () => {
  const words = (encoding: 'utf-8' | 'latin1') => tellingWords(textOfBeginning(windows, encoding), 3);
  assert.deepEqual([words('latin1'), words('utf-8')], [['Café'], ['Caf\uFFFD']]);
  assert.deepEqual(tellingWords('a,Café crème,Café,Größe,Çay,b', 3), ['Café', 'crème', 'Größe']);
  assert.deepEqual(tellingWords('plain', 3), []);
});
