import type { Command } from 'commander';
import { settings } from '#runtime/config/settings.ts';

/** Adds the options of every command but `start`. */
export function common(command: Command): Command {
  return command.option('--data-dir <folder>', settings.dataDir.help).option('--json', 'answer in JSON').exitOverride();
}
