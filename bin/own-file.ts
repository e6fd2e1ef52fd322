import { join } from 'node:path';
import type { Config } from '#runtime/config/settings.ts';

/** Returns the path of a file or folder of one process in the data folder; each of several instances on a machine has its own. */
export function ownFile({ dataDir }: Pick<Config, 'dataDir'>, name: string, instance: number): string {
  return join(dataDir, instance === 0 ? name : `${name}-${instance}`);
}
