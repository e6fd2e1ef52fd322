import { styleText } from 'node:util';
import { checkMove } from '#cli/move/move-mark.ts';
import { printableConfig } from '#runtime/config/printable-config.ts';
import type { Config } from '#runtime/config/settings.ts';
import { giveBackAfterStart } from '#runtime/give-back-memory.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { ChildSettings } from './child.ts';
import { type ConsoleState, describeConsole } from './console/console-state.ts';
import { keepConsole } from './console/keep-console.ts';
import { ownDataFolder } from './data-folder.ts';
import { runDemo } from './demo.ts';
import { onStopSignal } from './on-stop-signal.ts';
import { openPostgres } from './open-postgres.ts';
import { writeLine } from './output.ts';
import { createSay, type Say } from './say.ts';
import { supervise } from './supervise.ts';
import { untilPortFree } from './until-port-free.ts';

/** Well below the time after which a server takes the parent for silent (`readiness.ts`). */
const sayThereEveryMs = 1_000;

/** How long children may take to end by themselves after their parent was killed; the server first answers the requests it has taken. */
export const orphansEndMs = 25_000;

/**
 * Runs the whole product in the foreground until it is told to stop: Postgres, then the HTTP server and the processors as
 * children. It starts again whichever of them dies.
 */
export async function start(config: Config, isJson: boolean): Promise<void> {
  const startedAt = performance.now();
  const say = createSay(isJson || config.environment === 'production');
  const ownership = ownDataFolder(config.dataDir, `http://${config.host}:${config.port}`, printableConfig(config));
  const stopping = new AbortController();
  onStopSignal(stopping, say);
  // Parts are closed in the reverse order of their start, even if a later step of the start fails.
  await using closing = new AsyncDisposableStack();
  closing.defer(() => {
    ownership.release();
    say('stopped');
  });
  // Checked here, since a child that refuses to run would be started again and again.
  checkMove(config);
  await untilPortFree(config.host, config.port, ownership.wasKilled ? orphansEndMs : 0);
  const opening = openPostgres(config, say, stopping.signal);
  closing.defer(() =>
    opening.then(
      (postgres) => postgres.stop(),
      () => {},
    ),
  );
  const settingsOf = async (instance: number): Promise<ChildSettings> => {
    const { api, processor } = (await opening).urls();
    return { instance, config, apiUrl: api, processorUrl: processor };
  };
  let consoleState: ConsoleState = config.console ? 'starting' : 'missing';
  if (config.console) {
    const portWaitMs = ownership.wasKilled ? orphansEndMs : 0;
    const running = keepConsole(config, {
      ...{ settings: () => settingsOf(0), portWaitMs, say, signal: stopping.signal },
      onState(state) {
        consoleState = state;
      },
    });
    closing.defer(() => running);
  }
  closing.defer(() => stopping.abort());

  const restarted = (name: string) => (why: string) => say(`${name} is started again: ${why}`);
  const numbers = Array.from({ length: config.instances }, (_, instance) => instance);
  // All children are made at once, and load their modules while Postgres starts.
  const servers = numbers.map((instance) =>
    supervise({
      name: 'server',
      settings: () => settingsOf(instance),
      onMessage: (message) => {
        if (message.kind === 'watermarks') for (const one of processors) one.send(message);
      },
      onRestart: restarted('server'),
    }),
  );
  const serversAreReady = Promise.all(servers.map(({ ready }) => ready));
  const processors = numbers.map((instance) =>
    supervise({
      name: 'processors',
      // After the server: its writer recovers the embedded log before anybody else reads it.
      settings: () => serversAreReady.then(() => settingsOf(instance)),
      onMessage: (message) => {
        for (const server of servers) server.send(message);
      },
      onRestart: restarted('processors'),
    }),
  );
  const sayThere = () => {
    for (const server of servers) server.send({ kind: 'parent' });
  };
  const sayingThere = keepDoing(sayThere, { everyMs: sayThereEveryMs, onError: () => {} });
  closing.defer(() => sayingThere.close());
  closing.defer(async () => {
    say('stopping: the server answers what it has taken');
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(processors.map((one) => one.stop()));
  });
  await opening;
  await Promise.race([Promise.all(processors.map(({ ready }) => ready)), aborted(stopping.signal)]);
  if (stopping.signal.aborted) return;
  announce(config, { seconds: (performance.now() - startedAt) / 1000, consoleState }, isJson, say);
  giveBackAfterStart();
  if (config.demo)
    void runDemo(config, say, stopping.signal, isJson).catch((error: unknown) =>
      say(`the demo shop has ended: ${error instanceof Error ? error.message : error}`),
    );
  await aborted(stopping.signal);
}

/** For people a banner on stderr; under --json `{"ready": {url, dataDir, pid, seconds}}` on stdout; a line of the log in production. */
function announce(
  config: Config,
  { seconds, consoleState }: { seconds: number; consoleState: ConsoleState },
  isJson: boolean,
  say: Say,
): void {
  const { host, port, consolePort, dataDir, environment } = config;
  const url = `http://${host}:${port}`;
  if (isJson) {
    void writeLine(JSON.stringify({ ready: { url, dataDir, pid: process.pid, seconds } }));
    return;
  }
  if (environment === 'production') {
    say(`ready at ${url} after ${seconds.toFixed(1)} s`);
    return;
  }
  const atConsole = describeConsole(consoleState, `http://${host}:${consolePort}`);
  const line = (name: string, where: string) => `  ${styleText('cyan', name.padEnd(11))}${where}\n`;
  process.stderr.write(
    `\n${styleText('bold', `RecomEngine is ready after ${seconds.toFixed(1)} s`)}\n${line('API', `${url}/api/v1`)}${atConsole === null ? '' : line('console', atConsole)}${line('reference', `${url}/reference`)}${line('readiness', `${url}/ready`)}${line('data', dataDir)}${line('stop', 'Ctrl-C')}\n`,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
