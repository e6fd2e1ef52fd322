import { mixed } from './mixed.ts';

/** The constants of MurmurHash3's 32-bit form (Austin Appleby, public domain). */
const [first, second, step] = [0xcc9e2d51, 0x1b873593, 0xe6546b64];

/** 32 bits of a text, as good as random, and the same everywhere: MurmurHash3 of its UTF-16 units, two at a time. Who chooses texts can choose many with one hash. */
export function hashText(text: string): number {
  const { length } = text;
  let hash = length;
  for (let n = 1; n < length; n += 2) hash = taken(hash, text.charCodeAt(n - 1) | (text.charCodeAt(n) << 16));
  if ((length & 1) === 1) hash = taken(hash, text.charCodeAt(length - 1));
  return mixed(hash);
}

function taken(hash: number, units: number): number {
  let bits = Math.imul(units, first);
  bits = Math.imul((bits << 15) | (bits >>> 17), second);
  bits ^= hash;
  return (Math.imul((bits << 13) | (bits >>> 19), 5) + step) | 0;
}
