import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scope } from '#domain/scope.ts';

/** Files of one partition's parked scopes. They live as long as the process: a start reads them from the snapshots. */
export type Parking = {
  store(scope: Scope, state: Buffer): Promise<void>;
  load(scope: Scope): Promise<Buffer>;
  remove(scope: Scope): Promise<void>;
};

/** Deletes what a former process left there. */
export async function openParking(dir: string, partition: number): Promise<Parking> {
  const folder = join(dir, 'parked', String(partition));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const fileOf = (scope: Scope) => join(folder, `${scope}.state`);
  return {
    store: (scope, state) => writeFile(fileOf(scope), state),
    load: (scope) => readFile(fileOf(scope)),
    remove: (scope) => rm(fileOf(scope), { force: true }),
  };
}
