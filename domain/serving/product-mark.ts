const basis = 0x811c9dc5;
const otherBasis = 0x9747b28c;
const prime = 0x01000193;
const digits = '0123456789abcdefghijklmnopqrstuv';
/** Characters of a mark; each has 5 bits. */
export const markLength = 12;

/**
 * A mark of a product that fits wherever its id is too long: 12 characters `0-9a-v`, 60 bits. Of a million products and 500 marks two are the same in one shop of two thousand
 * million, and then a product is left out of an answer. Two FNV-1a hashes (Fowler, Noll, Vo) of the id, each finished as MurmurHash3 is (Appleby).
 */
export function markOf(productId: string): string {
  let [a, b] = [basis, otherBasis];
  for (let n = 0; n < productId.length; n++) {
    const unit = productId.charCodeAt(n);
    a = Math.imul(a ^ unit, prime);
    b = Math.imul(b ^ unit ^ (b >>> 15), prime);
  }
  return textOf(finished(a)) + textOf(finished(b));
}

/** The upper 30 bits as 6 characters. */
function textOf(hash: number): string {
  let text = '';
  for (let shift = 27; shift >= 2; shift -= 5) text += digits[(hash >>> shift) & 31];
  return text;
}

function finished(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
