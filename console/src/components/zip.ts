/** A file within a zip file: `name` may have folders, by slashes. */
export type ZipEntry = { name: string; bytes: Uint8Array<ArrayBuffer> };

/** What the counts and offsets of a zip file without its 64-bit extension can say. */
const maxEntries = 65_535;
const maxBytes = 2 ** 32 - 1;
const version = 20;
const utf8Names = 0x800;
/** 1 January 1980, the first day that the format knows: a zip file of the same files has the same bytes. */
const date = 0x21;

/**
 * Puts files into one zip file, uncompressed (what is exported is packed already, or packs better elsewhere). Throws if there are more than 65,535, or if they have more than 4 GiB.
 *
 * The format is that of APPNOTE.TXT 6.3.10: a local header (4.3.7) and the bytes for each file, then the central directory (4.3.12) and its end (4.3.16).
 */
export function zipOf(entries: readonly ZipEntry[]): Blob {
  if (entries.length > maxEntries) throw new Error(`A zip file holds ${maxEntries} files at most.`);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const path = new TextEncoder().encode(name);
    const sums = [crc32(bytes), bytes.length, bytes.length] as const;
    const common = [...u16(version, utf8Names, 0, 0, date), ...u32(...sums), ...u16(path.length, 0)];
    directory.push(bytesOf(u32(0x02014b50), u16(version), common, u16(0, 0, 0), u32(0, offset)), path);
    const head = bytesOf(u32(0x04034b50), common);
    parts.push(head, path, bytes);
    offset += head.length + path.length + bytes.length;
    if (offset > maxBytes) throw new Error('These files are more than a zip file holds (4 GiB).');
  }
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  const count = entries.length;
  const end = bytesOf(u32(0x06054b50), u16(0, 0, count, count), u32(directoryBytes, offset), u16(0));
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

const bytesOf = (...fields: (readonly number[])[]) => new Uint8Array(fields.flat());
const u16 = (...values: readonly number[]) => values.flatMap((value) => [value & 255, (value >>> 8) & 255]);
const u32 = (...values: readonly number[]) => values.flatMap((value) => u16(value & 65_535, value >>> 16));

const crcOfByte = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcOfByte[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
