import type { Config } from '#runtime/config/settings.ts';
import type { ChildSettings } from '../child.ts';
import type { Say } from '../say.ts';
import { supervise } from '../supervise.ts';
import { untilPortFree } from '../until-port-free.ts';
import { buildConsole } from './build-console.ts';
import type { ConsoleState } from './console-state.ts';

/**
 * Builds the console if it must be, then runs it until the signal, and starts it again whenever it dies. The API does not wait for it: what is in its way is told, and the product goes
 * on without a console.
 */
export async function keepConsole(
  config: Config,
  options: {
    settings: () => Promise<ChildSettings>;
    portWaitMs: number;
    say: Say;
    signal: AbortSignal;
    onState(state: ConsoleState): void;
  },
): Promise<void> {
  const { say, signal, onState } = options;
  try {
    await untilPortFree(config.host, config.consolePort, options.portWaitMs, '--console-port');
    await buildConsole((line) => {
      onState('being built');
      say(line);
    }, signal);
    onState('starting');
  } catch (error) {
    onState('missing');
    if (!signal.aborted) say(`there is no console: ${error instanceof Error ? error.message : error}`);
    return;
  }
  if (signal.aborted) return;
  const child = supervise({
    name: 'console',
    settings: options.settings,
    onMessage: () => {},
    onRestart: (why) => say(`the console is started again: ${why}`),
  });
  void child.ready.then(() => {
    onState('ready');
    say(`the console is ready at http://${config.host}:${config.consolePort}`);
  });
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await child.stop();
}
