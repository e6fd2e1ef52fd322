import { type Command, Option } from 'commander';
import { readConfig } from '#runtime/config/read-config.ts';
import { type Config, type Setting, settings } from '#runtime/config/settings.ts';

/** What the console needs to know: it holds no secret, and speaks to the API alone. */
const needed = ['host', 'consolePort', 'port', 'apiUrl'] as const satisfies readonly (keyof Config)[];

/** `recomengine console`: runs the console alone, beside an API that runs elsewhere. */
export function addConsoleCommand(command: Command): void {
  for (const name of needed) {
    const { flag, env, help, default: value }: Setting = settings[name];
    command.addOption(new Option(`--${flag} <value>`, `${help} [${env}${value === null ? '' : `, ${value}`}]`));
  }
  command.exitOverride().action(async (flags: Record<string, string | undefined>) => {
    const config = readConfig({
      flags,
      env: process.env,
      cwd: process.cwd(),
      mayMakeSecrets: false,
      needsSecrets: false,
    });
    const { buildConsole } = await import('../console/build-console.ts');
    const { runConsole } = await import('../console/run-console.ts');
    const say = (text: string) => void process.stderr.write(`${text}\n`);
    await buildConsole(say);
    if (await runConsole(config, false)) say(`the console is ready at http://${config.host}:${config.consolePort}`);
  });
}
