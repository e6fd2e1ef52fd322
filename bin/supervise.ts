import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { behind, standBack } from '#runtime/stand-back.ts';
import { type ChildSettings, childEnvironment, type Message } from './child.ts';
import { createRestartWaits } from './restart-waits.ts';
import { createTellAtMost } from './tell-at-most.ts';

/** A child process that is started again whenever it ends by itself. */
export type Supervised = {
  readonly name: string;
  /** Resolves when the child says for the first time that it is ready. */
  readonly ready: Promise<void>;
  send(message: Message): void;
  /** Sends TERM, later KILL; resolves when the child is gone. */
  stop(): Promise<void>;
};

export type SupervisedOptions = {
  name: 'server' | 'processors' | 'console';
  /** Asked for each time the child starts; it is made meanwhile, and waits for them. If they reject the child stays as it is, and is to be stopped. */
  settings: () => Promise<ChildSettings>;
  onMessage(message: Message): void;
  onRestart(why: string): void;
};

const killAfterMs = 25_000;

export function supervise(options: SupervisedOptions): Supervised {
  const { name } = options;
  const file = join(import.meta.dirname, `${name}.ts`);
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {});
  let child: ChildProcess | null = null;
  let tell: (message: Message) => void = () => {};
  let isStopping = false;
  let readyAt: number | null = null;
  const waitAfter = createRestartWaits();

  const runOnce = (): Promise<string> =>
    new Promise((resolve) => {
      const started = fork(file, [], {
        env: childEnvironment(),
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        detached: true,
      });
      child = started;
      tell = createTellAtMost<Message>((message, done) => started.send(message, done));
      if (name !== 'server' && started.pid !== undefined) standBack(behind.storing, started.pid);
      options.settings().then(
        (settings) => started.connected && started.send({ kind: 'settings', settings } satisfies Message, () => {}),
        () => {},
      );
      started.on('message', (message: Message) => {
        if (message.kind === 'ready') {
          readyAt = performance.now();
          ready.resolve();
        }
        options.onMessage(message);
      });
      started.once('error', (error) => resolve(error.message));
      started.once('exit', (code, signal) =>
        resolve(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
      );
    });

  const running = (async () => {
    while (!isStopping) {
      const startedAt = performance.now();
      readyAt = null;
      const why = await runOnce();
      child = null;
      if (isStopping) return;
      options.onRestart(why);
      const endedAt = performance.now();
      await delay(waitAfter({ livedMs: endedAt - startedAt, readyMs: readyAt === null ? 0 : endedAt - readyAt }));
    }
  })();

  return {
    name,
    ready: ready.promise,
    send(message) {
      if (child?.connected === true) tell(message);
    },
    async stop() {
      isStopping = true;
      child?.kill('SIGTERM');
      const timer = setTimeout(() => child?.kill('SIGKILL'), killAfterMs);
      await running;
      clearTimeout(timer);
    },
  };
}
