import { createReadStream, createWriteStream } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { ownerOnly } from '#runtime/replace-file.ts';
import { findServerUser } from './binaries.ts';

/** Unpacks the archive of a base backup into `folder`, which it makes, for the user that Postgres runs as. Throws if the archive names a file outside of it, or has anything but files and folders. */
export async function unpackBaseBackup(archive: string, folder: string): Promise<void> {
  const { uid, gid } = findServerUser();
  const own = async (path: string) => {
    if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await own(folder);
  const entries = extract();
  const reading = pipeline(createReadStream(archive), entries);
  // Its error reaches us through the entries.
  reading.catch(() => {});
  for await (const entry of entries) {
    const { name, type, mode } = entry.header;
    const inside = normalize(name);
    if (isAbsolute(inside) || inside.split('/').includes('..'))
      throw new Error(`${archive} names ${name}, which is outside of its folder`);
    const path = join(folder, inside);
    if (type === 'directory') {
      await mkdir(path, { recursive: true, mode: 0o700 });
      entry.resume();
    } else if (type === 'file') {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Not synced: a server that recovers syncs its whole folder first.
      await pipeline(entry, createWriteStream(path, { mode: (mode ?? 0) & 0o700 || ownerOnly }));
    } else throw new Error(`${archive} has ${name}, a ${type}: only files and folders are expected`);
    await own(path);
  }
  await reading;
}
