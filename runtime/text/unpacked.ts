import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Unpacked bytes of one read. */
const chunkSize = 64 * 1024;

/** The bytes of a file, unpacked if its first two (and no name or header) say that it is gzip. What the input or the decoder throws reaches the reader. */
export async function* unpacked(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = input[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await source.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* whole(): AsyncGenerator<Buffer> {
    yield head;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole();
    return;
  }
  const packed = Readable.from(whole(), { objectMode: false });
  const decoder = createGunzip({ chunkSize });
  packed.on('error', (error) => decoder.destroy(error));
  try {
    yield* packed.pipe(decoder) as AsyncIterable<Buffer>;
  } finally {
    packed.destroy();
  }
}
