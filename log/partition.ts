/**
 * murmur2 as Kafka's default partitioner has it (org.apache.kafka.common.utils.Utils.murmur2), over the bytes of the key.
 * Both adapters use it, so a key lies in the same partition on either.
 */
export function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995;
  const r = 24;
  const length = bytes.length;
  let h = 0x9747b28c ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k =
      byteAt(bytes, i) | (byteAt(bytes, i + 1) << 8) | (byteAt(bytes, i + 2) << 16) | (byteAt(bytes, i + 3) << 24);
    k = Math.imul(k, m);
    k ^= k >>> r;
    k = Math.imul(k, m);
    h = Math.imul(h, m) ^ k;
  }
  const rest = length & 3;
  if (rest === 3) h ^= byteAt(bytes, whole + 2) << 16;
  if (rest >= 2) h ^= byteAt(bytes, whole + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ byteAt(bytes, whole), m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}

const byteAt = (bytes: Uint8Array, i: number): number => bytes[i] ?? 0;

/** Returns the partition of a key among `count`. */
export function partitionFor(key: string, count: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % count;
}
