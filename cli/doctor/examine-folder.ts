import { existsSync, globSync, statfsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isOpen, openIn } from '#runtime/owner-only.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

const diskWarningBytes = 2 ** 30;
/** On a full disk the log refuses events, and Postgres stops. Less free room than this is a problem. */
const diskProblemBytes = 128 * 2 ** 20;
const mib = 2 ** 20;
/** A person who can read one of these files can act as the product, an admin or a shop. */
const secretFiles = ['secrets.json', 'demo.json', 'directory.json'];

/**
 * Examines the data folder: room on its disk, and who may read the secrets in it and in `.env`. The folder may be missing if all that the
 * processes share is elsewhere (`isShared`): each process has a folder of its own, and this machine may have none.
 */
export function examineFolder(dataDir: string, cwd: string, isShared = false): Finding[] {
  if (!existsSync(dataDir))
    return isShared
      ? [fine('data folder', `${dataDir} is not there: no process has it for its own`), ...secretsOf(dataDir, cwd)]
      : [
          problem(
            'data folder',
            `${dataDir} is not there`,
            'Name it by --data-dir, or make it by `recomengine start`.',
          ),
        ];
  const { bavail, bsize } = statfsSync(dataDir);
  return [judgeDisk(bavail * bsize), ...secretsOf(dataDir, cwd), openDataOf(dataDir)];
}

export function judgeDisk(freeBytes: number): Finding {
  const detail = `${Math.round(freeBytes / mib).toLocaleString('en')} MiB free`;
  const advice = 'Make room, or give the data folder a larger disk: on a full one events are refused with 503.';
  if (freeBytes < diskProblemBytes) return problem('disk', detail, advice);
  return freeBytes < diskWarningBytes ? warning('disk', detail, advice) : fine('disk', detail);
}

function secretsOf(dataDir: string, cwd: string): Finding[] {
  // `.env.example` is meant to be read; other files that begin with `.env` are not.
  const environments = globSync('.env*', { cwd }).filter((name) => name !== '.env.example');
  const files = [...secretFiles.map((name) => join(dataDir, name)), ...environments.map((name) => join(cwd, name))];
  const open = files.filter((file) => existsSync(file) && isOpen(statSync(file).mode));
  if (open.length === 0) return [fine('secrets', 'only their owner can read the files they are in')];
  return open.map((file) =>
    problem(
      'secrets',
      `${file} has mode ${(statSync(file).mode & 0o777).toString(8)}: others can read or change it`,
      `chmod 600 ${file}; if others use this machine, change the secrets as well.`,
    ),
  );
}

/** Log, snapshots and archives hold what shoppers did. */
function openDataOf(dataDir: string): Finding {
  const open = [...openIn(dataDir)].filter((path) => !secretFiles.includes(relative(dataDir, path)));
  if (open.length === 0) return fine('data files', 'only their owner can read them');
  return warning(
    'data files',
    `others can read or change ${open.length} of them, such as ${open[0]}`,
    'Start the product once: it takes these rights back. A file of another user wants chmod or chown by hand.',
  );
}
