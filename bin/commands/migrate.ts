import type { Command } from 'commander';
import { databaseUrlOf } from '#cli/running-parts.ts';
import { migrate } from '#stores/postgres/migrate.ts';
import { prepareExternal } from '#stores/postgres/prepare-external.ts';
import { print } from '../output.ts';
import { configOf, type Flags } from '../setting-options.ts';
import { common } from './common.ts';

/** `recomengine migrate`: brings the database to the newest version. */
export function addMigrateCommand(command: Command): void {
  common(command).action(async (flags: Flags) => {
    const config = configOf(flags);
    const urls = {
      owner: databaseUrlOf(config, 'postgres'),
      processor: databaseUrlOf(config, 'processor'),
      api: databaseUrlOf(config, 'api'),
    };
    const ran =
      config.databaseUrl === null
        ? await migrate({
            ownerUrl: urls.owner,
            processorPassword: config.postgresPassword,
            apiPassword: config.postgresPassword,
          })
        : await prepareExternal(urls);
    print(flags, { ran }, ran.length === 0 ? 'nothing to do' : ran.join('\n'));
  });
}
