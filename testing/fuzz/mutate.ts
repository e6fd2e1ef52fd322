import type { Random } from '#testing/random.ts';

/** Texts on which parsers have failed somewhere: ends of ranges, escapes, names of prototypes, halves of characters. */
const oddTexts = [
  '',
  '\0',
  '\uFEFF',
  '\uD800',
  '\uDC00x',
  '☕',
  '\r\n',
  '\n\n',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-0',
  '1e999',
  '1e-999',
  '9007199254740993',
  '-1',
  '0.00005',
  '900719925474.0991',
  ',',
  ';',
  '=',
  '.',
  '..',
  '%00',
  '%',
  '[',
  '{',
  '}',
  ']',
  '[[[[',
  '{"a":',
  '+24:00',
  '-00:00',
  '2024-02-30',
  '23:59:60',
  '0000',
  'T',
  'Z',
  'P',
  '٣',
] as const;

const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  1e-7,
  2 ** 53,
  [],
  {},
  [[]],
  [null],
  { a: null },
  { length: 3 },
  ...oddTexts,
];

const oddBytes = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x22] as const;

/** A change of bytes: a bit, a byte, a piece left out, repeated or taken from `other`. */
export function mutateBytes(random: Random, bytes: Buffer, other: Buffer): Buffer {
  if (bytes.length === 0) return other;
  const changed = Buffer.from(bytes);
  const at = random.between(0, Math.max(0, bytes.length - 1));
  const to = random.between(at, Math.min(bytes.length, at + 40));
  const place = random.between(0, other.length);
  const pieces = {
    flip: () => changed.fill((changed[at] ?? 0) ^ (1 << random.between(0, 7)), at, at + 1),
    odd: () => changed.fill(random.pick(oddBytes), at, Math.min(bytes.length, at + random.pick([1, 4]))),
    cut: () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]),
    repeat: () => Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]),
    splice: () => Buffer.concat([bytes.subarray(0, at), other.subarray(place)]),
    end: () => bytes.subarray(0, at),
  };
  return pieces[random.pick(['flip', 'flip', 'odd', 'odd', 'cut', 'repeat', 'splice', 'end'] as const)]();
}

/** A change of a text, character by character: so its halves of pairs may come apart. */
export function mutateText(random: Random, text: string, other: string): string {
  const at = random.between(0, text.length);
  const to = random.between(at, Math.min(text.length, at + 20));
  const place = random.between(0, other.length);
  const odd = random.pick([...oddTexts, String.fromCharCode(random.between(0, 0xffff)), String(random.between(0, 99))]);
  const pieces = {
    insert: () => text.slice(0, at) + odd + text.slice(at),
    replace: () => text.slice(0, at) + odd + text.slice(to),
    cut: () => text.slice(0, at) + text.slice(to),
    repeat: () => text.slice(0, to) + text.slice(at),
    splice: () => text.slice(0, at) + other.slice(place),
  };
  return pieces[random.pick(['insert', 'replace', 'replace', 'cut', 'repeat', 'splice'] as const)]();
}

/** A change of a JSON value somewhere in it: a member left out, renamed, repeated, wrapped, or another value in its place. */
export function mutateValue(random: Random, value: unknown, other: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.next() < 0.1) return anotherValue(random, value, other);
  const entries = Object.entries(value);
  if (entries.length === 0) return anotherValue(random, value, other);
  const [name, inner] = random.pick(entries);
  const kept = entries.filter(([key]) => key !== name);
  const changed = {
    within: () => [...kept, [name, mutateValue(random, inner, other)]],
    drop: () => kept,
    rename: () => [...kept, [random.pick(oddTexts), inner]],
    add: () => [...entries, [random.pick(oddTexts), random.pick(oddValues)]],
    swap: () => [...kept, [name, random.pick(entries)[1]]],
  }[random.pick(['within', 'within', 'within', 'drop', 'rename', 'add', 'swap'] as const)]();
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
}

function anotherValue(random: Random, value: unknown, other: unknown): unknown {
  if (typeof value === 'string' && random.next() < 0.6) return mutateText(random, value, 'another text, 12.50');
  if (typeof value === 'number' && random.next() < 0.5)
    return random.pick([String(value), value * 1e9, value + 0.00001]);
  return random.pick([random.pick(oddValues), [value], { value }, other]);
}
