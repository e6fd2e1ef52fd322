import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { hashText } from './hash-text.ts';
import { createNumbersByText } from './numbers-by-text.ts';

/** The number that an odd one gives 1 with, by multiplication of 32 bits. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let round = 0; round < 5; round++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
const turned = (bits: number, by: number) => (bits << by) | (bits >>> (32 - by));

/** The state of the hash behind two units, and the two units that bring it from one state to another. */
const stateBehind = (state: number, units: number) => {
  const bits = Math.imul(turned(Math.imul(units, 0xcc9e2d51), 15), 0x1b873593) ^ state;
  return (Math.imul(turned(bits, 13), 5) + 0xe6546b64) | 0;
};
const unitsBetween = (state: number, wanted: number) => {
  const bits = turned(Math.imul(wanted - 0xe6546b64, inverseOf(5)), 19) ^ state;
  return Math.imul(turned(Math.imul(bits, inverseOf(0x1b873593)), 17), inverseOf(0xcc9e2d51));
};
/** Texts of four units, which somebody has chosen so that all have one hash. */
function textsOfOneHash(count: number): string[] {
  const ofUnits = (units: number) => String.fromCharCode(units & 0xffff, units >>> 16);
  return Array.from({ length: count }, (_, n) => ofUnits(n) + ofUnits(unitsBetween(stateBehind(4, n), 12_345)));
}

const chosen = textsOfOneHash(40);
const text = fc.oneof(fc.constantFrom(...chosen), fc.string({ unit: 'grapheme', maxLength: 3 }), fc.uuid());
const change = fc.record({ kind: fc.constantFrom('set', 'set', 'delete'), at: fc.nat(59) });

test('texts have the numbers that a Map would give them, whatever is set, set anew and deleted', () => {
  assert.equal(new Set(chosen.map(hashText)).size, 1, 'control: somebody can choose texts with one hash');
  let deleted = 0;
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 20, maxLength: 60 }),
      fc.array(change, { maxLength: 300, size: 'max' }),
      (texts, changes) => {
        const names: string[] = [];
        const numbers = createNumbersByText((number) => names[number] ?? '');
        const plain = new Map<string, number>();
        for (const { kind, at } of changes) {
          const one = texts[at % texts.length] ?? '';
          if (kind === 'set') {
            names.push(one);
            numbers.set(one, names.length - 1);
            plain.set(one, names.length - 1);
          } else {
            const isThere = plain.delete(one);
            assert.equal(numbers.delete(one), isThere);
            deleted += Number(isThere);
          }
        }
        assert.equal(numbers.size, plain.size);
        for (const one of texts) assert.equal(numbers.get(one), plain.get(one));
      },
    ),
    { seed: 31, numRuns: 400 },
  );
  assert.ok(deleted > 1_000, 'control: many were deleted');
});

test('tens of thousands of texts are found, in several parts, and half of them once the others are gone', () => {
  const names = Array.from({ length: 40_000 }, (_, n) => `SKU-${100_000 + n}`);
  const numbers = createNumbersByText((number) => names[number] ?? '');
  for (const [number, name] of names.entries()) numbers.set(name, number);
  assert.equal(numbers.size, names.length);
  for (const [number, name] of names.entries()) if (number % 2 === 0) assert.ok(numbers.delete(name));
  assert.equal(numbers.size, names.length / 2);
  for (const [number, name] of names.entries())
    assert.equal(numbers.get(name), number % 2 === 0 ? undefined : number, name);
});

test('hashes of texts that differ in little are as many as the texts, and spread over all parts of a table', () => {
  const hashes = Array.from({ length: 50_000 }, (_, n) => hashText(`SKU-${n}-0`));
  assert.ok(new Set(hashes).size > 49_990, 'about one of 2^32 ÷ 50,000² ÷ 2 is there twice');
  const counts = Array.from({ length: 16 }, (_, part) => hashes.filter((hash) => hash >>> 28 === part).length);
  assert.ok(Math.min(...counts) > 2_800 && Math.max(...counts) < 3_450, String(counts));
});
