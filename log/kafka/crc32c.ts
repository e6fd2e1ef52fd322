const polynomial = 0x82f63b78;

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  return crc;
});

/** CRC-32C (Castagnoli, RFC 3720 B.4) as Kafka's record batches carry it; `zlib.crc32` is another polynomial. */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!)! & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
