import type { Command } from 'commander';
import { isReleased } from '../data-folder.ts';
import { refuseSharedPort } from '../ports-differ.ts';
import { configOf, type Flags, withSettings } from '../setting-options.ts';
import { untilPortFree } from '../until-port-free.ts';

/** `recomengine start`: runs the whole product. */
export function addStartCommand(command: Command): void {
  withSettings(command)
    .option('--json', 'say on stdout in JSON when it is ready, and progress on stderr in JSON')
    .action(async (flags: Flags) => {
      // Looked at before anything is written, so that a start which cannot listen leaves nothing in a new folder.
      const config = configOf(flags);
      refuseSharedPort(config);
      const { dataDir, host, port } = config;
      if (isReleased(dataDir)) await untilPortFree(host, port, 0);
      const { start } = await import('../start.ts');
      await start(configOf(flags, true), flags.json === true);
    });
}
