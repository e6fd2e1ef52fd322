import { spawn } from 'node:child_process';
import { chownSync, globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncToDisk } from '#runtime/replace-file.ts';

/**
 * Makes the files of a new Postgres in `folder`, whole or not at all: initdb works in a draft beside it, which gets the name when it is done. `user`: who the server runs as, if not we. Throws what
 * initdb has printed.
 */
export async function makeCluster(
  initdb: string,
  folder: string,
  password: string,
  user: { uid?: number; gid?: number },
): Promise<void> {
  const [parent, name] = [dirname(folder), basename(folder)];
  const passwordFile = join(parent, `.initdb-${process.pid}`);
  // With our pid in its name, since the initdb of a killed start may still be writing to its own.
  const draft = join(parent, `${name}.new-${process.pid}`);
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (user.uid !== undefined && user.gid !== undefined) {
      chownSync(draft, user.uid, user.gid);
      chownSync(passwordFile, user.uid, user.gid);
    }
    await run(initdb, draft, passwordFile, user);
    renameSync(draft, folder);
    syncToDisk(parent);
  } finally {
    remove(draft);
    remove(passwordFile);
  }
}

/** Removes the drafts and password files that killed starts have left beside `folder`. An initdb that has outlived its start ends at its next message, which nobody takes. */
export function sweepDrafts(folder: string): void {
  const parent = dirname(folder);
  for (const left of globSync([`${basename(folder)}.new-*`, '.initdb-*'], { cwd: parent })) remove(join(parent, left));
}

async function run(
  initdb: string,
  folder: string,
  passwordFile: string,
  user: { uid?: number; gid?: number },
): Promise<void> {
  const args = [
    '-D',
    folder,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ];
  const child = spawn(initdb, args, { ...user, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${printed}`);
}

/** Tries again while another process still adds files. */
const remove = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
