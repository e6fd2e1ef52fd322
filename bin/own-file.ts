import { join } from 'node:path';
import type { Config } from '#runtime/config/settings.ts';

/** A file or folder of one process in the data folder: of several instances on one machine each has its own. */
export function ownFile({ dataDir }: Pick<Config, 'dataDir'>, name: string, instance: number): string {
  return join(dataDir, instance === 0 ? name : `${name}-${instance}`);
}
