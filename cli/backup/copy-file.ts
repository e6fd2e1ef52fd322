import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ownerOnly } from '#runtime/replace-file.ts';

/** Size and SHA-256 (hex) of what has gone through. */
export type Digest = { sizeBytes: number; sha256: string };

/** A stage of a pipeline that hands everything on, and knows the digest once all has gone through. */
export function createDigester(): { stage: Transform; digest(): Digest } {
  const sum = createHash('sha256');
  let sizeBytes = 0;
  const stage = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stage, digest: () => ({ sizeBytes, sha256: sum.digest('hex') }) };
}

/** Copies a file, makes the copy durable and its owner's alone, and returns the digest of what was copied. */
export async function copyFile(from: string, to: string): Promise<Digest> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const { stage, digest } = createDigester();
  await pipeline(createReadStream(from), stage, createWriteStream(to, { mode: ownerOnly, flush: true }));
  return digest();
}

/** Reads a file once, 64 KiB at a time. */
export async function digestOf(file: string): Promise<Digest> {
  const sum = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    sum.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, sha256: sum.digest('hex') };
}
