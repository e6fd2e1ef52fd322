import type { Command } from 'commander';
import { type ConfigSources, readConfig } from '#runtime/config/read-config.ts';
import { type Config, settings } from '#runtime/config/settings.ts';

/** The flags of a command as Commander parses them. */
export type Flags = Record<string, unknown> & { json?: boolean };

/** Adds every setting as an option of a command. */
export function withSettings(command: Command): Command {
  for (const setting of Object.values(settings)) {
    const note = `${setting.help} [${setting.env}${setting.default === null ? '' : `, ${setting.default}`}]`;
    if (setting.type === 'switch') command.option(setting.default ? `--no-${setting.flag}` : `--${setting.flag}`, note);
    else command.option(`--${setting.flag} <${setting.type === 'number' ? 'number' : 'value'}>`, note);
  }
  return command.exitOverride();
}

export function configOf(flags: Flags, mayMakeSecrets = false): Config {
  // Commander gives `--no-demo` and `--no-console` a default of their own; it counts only if the user has typed it.
  const typed = (value: unknown) => (value === false ? false : undefined);
  const given = { ...flags, demo: typed(flags.demo), console: typed(flags.console) };
  return readConfig({ flags: given as ConfigSources['flags'], env: process.env, cwd: process.cwd(), mayMakeSecrets });
}
