import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { Config } from '#runtime/config.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { migrate } from '#stores/postgres/migrate.ts';
import type { ChildSettings } from './child.ts';
import { ownDataFolder } from './data-folder.ts';
import { runDemo } from './demo.ts';
import { supervise } from './supervise.ts';

const restartWaitMs = 500;

/**
 * Runs the whole product in the foreground until it is told to stop: Postgres, then the HTTP server and the processors as
 * children. Whatever of it dies is started again.
 */
export async function start(config: Config): Promise<void> {
  const startedAt = performance.now();
  const say = createSay(config);
  const ownership = ownDataFolder(config.dataDir, `http://${config.host}:${config.port}`);
  const stopping = new AbortController();
  onStopSignal(stopping, say);

  say('Postgres is starting');
  let postgres = await startPostgres(config, say);
  const ran = await migrate({
    ownerUrl: postgres.ownerUrl,
    processorPassword: config.postgresPassword,
    apiPassword: config.postgresPassword,
  });
  if (ran.length > 0) say(`database migrated: ${ran.join(', ')}`);
  const keeping = keepPostgres();

  const settings = (): ChildSettings => ({
    config,
    apiUrl: postgres.urlFor('api', config.postgresPassword),
    processorUrl: postgres.urlFor('processor', config.postgresPassword),
  });
  const restarted = (name: string) => (why: string) => say(`${name} is started again: ${why}`);
  const server = supervise({
    name: 'server',
    settings,
    onMessage: (message) => {
      if (message.kind === 'watermarks') processors?.send(message);
    },
    onRestart: restarted('server'),
  });
  let processors: ReturnType<typeof supervise> | null = null;
  await Promise.race([server.ready, aborted(stopping.signal)]);
  if (!stopping.signal.aborted) {
    // After the server: its writer recovers the log before anybody else reads it.
    processors = supervise({
      name: 'processors',
      settings,
      onMessage: (message) => server.send(message),
      onRestart: restarted('processors'),
    });
    await Promise.race([processors.ready, aborted(stopping.signal)]);
  }
  if (!stopping.signal.aborted) {
    announce(config, (performance.now() - startedAt) / 1000);
    if (config.demo)
      void runDemo(config, say, stopping.signal).catch((error: unknown) =>
        say(`the demo shop has ended: ${error instanceof Error ? error.message : error}`),
      );
    await aborted(stopping.signal);
  }

  say('stopping: the server answers what it has taken');
  await server.stop();
  await processors?.stop();
  await keeping;
  await postgres.stop();
  ownership.release();
  say('stopped');

  /** Starts Postgres again when it dies; its port stays, so that everybody finds it. */
  async function keepPostgres(): Promise<void> {
    while (!stopping.signal.aborted) {
      await Promise.race([postgres.exited, aborted(stopping.signal)]);
      if (stopping.signal.aborted) return;
      say('Postgres has ended and is started again');
      await delay(restartWaitMs);
      try {
        postgres = await startPostgres(config, say, postgres.port);
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

function startPostgres(config: Config, say: Say, port?: number): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir: config.dataDir,
    password: config.postgresPassword,
    settings: { shared_buffers: config.sharedBuffers },
    onProgress: say,
    ...(port === undefined ? {} : { port }),
  });
}

export type Say = (text: string) => void;

/** Progress goes to stderr: lines for people, or JSON in production. */
function createSay(config: Config): Say {
  if (config.environment === 'production')
    return (text) =>
      void process.stderr.write(`${JSON.stringify({ time: Date.now(), name: 'recomengine', msg: text })}\n`);
  return (text) => void process.stderr.write(`${styleText('dim', new Date().toISOString().slice(11, 19))} ${text}\n`);
}

function announce(config: Config, seconds: number): void {
  const url = `http://${config.host}:${config.port}`;
  const line = (name: string, where: string) => `  ${styleText('cyan', name.padEnd(11))}${where}\n`;
  process.stderr.write(
    `\n${styleText('bold', `RecomEngine is ready after ${seconds.toFixed(1)} s`)}\n${line('API', `${url}/api/v1`)}${line('reference', `${url}/reference`)}${line('readiness', `${url}/ready`)}${line('data', config.dataDir)}${line('stop', 'Ctrl-C')}\n`,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** The first signal stops in order; a second one lets go of everything at once, which every next start can bear. */
function onStopSignal(stopping: AbortController, say: Say): void {
  const onSignal = () => {
    if (stopping.signal.aborted) {
      say('stopping at once');
      process.kill(process.pid, 'SIGKILL');
    }
    stopping.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
