import type { Command } from 'commander';
import { configOf, type Flags, withSettings } from '../setting-options.ts';

/** `recomengine start`: runs the whole product. */
export function addStartCommand(program: Command): void {
  withSettings(program.command('start').description('run the whole product in the foreground; Ctrl-C stops it'))
    .option('--json', 'say on stdout in JSON when it is ready, and progress on stderr in JSON')
    .action(async (flags: Flags) => {
      const { start } = await import('../start.ts');
      await start(configOf(flags, true), flags.json === true);
    });
}
