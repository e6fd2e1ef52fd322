import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '#stores/postgres/find-free-port.ts';
import { type CommandResult, recomengine } from './command.ts';
import { startTestRedis } from './redis.ts';
import { waitFor } from './wait-for.ts';

export { findFreePort } from '#stores/postgres/find-free-port.ts';
export { waitFor } from './wait-for.ts';

/** The processes of a product; of several instances the first that is found. */
export type ProcessName = 'parent' | 'server' | 'processors' | 'postgres';

export type Product = {
  readonly url: string;
  readonly dataDir: string;
  /** The environment that the product was given; its commands need it too. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything the product has printed, for the message of a failed assertion. */
  output(): string;
  /** The process id of one part as it runs now; null while it is down. */
  pidOf(name: ProcessName): number | null;
  /** kill -9 of one part. The parent restarts its children; after the parent's own death call `start` again. */
  kill(name: ProcessName): void;
  /** Runs `recomengine …` on this product, as its user would. */
  command(...args: readonly string[]): Promise<CommandResult>;
  /** Starts the product, as its user would, if it does not run, and waits until it says that it is ready and /ready answers 200. */
  start(): Promise<void>;
  /** Ctrl-C, then waits for the end. */
  stop(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
};

/** How `recomengine start` announces that it is ready: for people, under --json, and in production. */
const saysReady = /RecomEngine is ready|"ready":\{|ready at http/;
const readyTimeoutMs = 300_000;
const stopTimeoutMs = 40_000;

export type ProductOptions = {
  args?: readonly string[];
  env?: Record<string, string>;
  dataDir?: string;
  /** Where its console answers; left out, it has none. */
  consolePort?: number;
  /** The checkout that is started, with its node_modules; this one if left out. */
  folder?: string;
};

/** Whether products run on a broker, two of each process, with a Redis between them: the same promises, kept by the other log. */
export const isDistributed = process.env.E2E_LOG === 'kafka';

/** With E2E_LOG=kafka: the broker of the run, under names of its own there, and a Redis of its own. */
async function openDistributed(): Promise<{ env: Record<string, string>; close(): Promise<void> }> {
  if (!isDistributed) return { env: {}, close: async () => {} };
  const brokers = process.env.TEST_KAFKA_BROKERS;
  if (brokers === undefined) throw new Error('E2E_LOG=kafka needs a broker: run it by `npm test`, which starts one');
  const redis = await startTestRedis();
  const env = {
    KAFKA_BROKERS: brokers,
    KAFKA_TOPIC_PREFIX: `${randomUUID()}.`,
    RECOMENGINE_INSTANCES: '2',
    REDIS_URL: redis.url,
  };
  return { env, close: redis.stop };
}

/** Starts `bin/recomengine.ts start` in a folder of its own, on a free port, and waits until it is ready. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'recomengine-e2e-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const distributed = await openDistributed();
  const env: Record<string, string> = { ...distributed.env, ...options.env };
  let parent: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let printed = '';

  const pidOf = (name: ProcessName): number | null =>
    name === 'parent'
      ? (parent?.pid ?? null)
      : name === 'postgres'
        ? readPostmasterPid(dataDir)
        : findChild(parent?.pid, name);

  const product: Product = {
    url,
    dataDir,
    env,
    output: () => printed,
    command: (...args) => recomengine({ env }, ...args, '--data-dir', dataDir),
    pidOf,
    kill(name) {
      const pid = pidOf(name);
      if (pid !== null) process.kill(pid, 'SIGKILL');
    },
    async start() {
      const args = [
        'bin/recomengine.ts',
        'start',
        '--data-dir',
        dataDir,
        '--port',
        String(port),
        ...consoleOf(options),
        ...(options.args ?? ['--no-demo']),
      ];
      const child = spawn(process.execPath, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...cleanEnvironment(), ...env },
        ...(options.folder === undefined ? {} : { cwd: options.folder }),
      });
      let isReady = false;
      let said = '';
      const keep = (chunk: Buffer) => {
        printed = (printed + chunk.toString()).slice(-100_000);
        if (isReady) return;
        said += chunk.toString();
        isReady = saysReady.test(said);
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      let hasEnded = false;
      ended = new Promise((resolve) => {
        child.once('exit', () => {
          hasEnded = true;
          if (parent === child) parent = null;
          resolve();
        });
      });
      parent = child;
      await waitFor(
        async () => {
          if (hasEnded) throw new Error(`the product ended while it started:\n${printed}`);
          // /ready alone is not enough: a server whose parent was killed still answers for a moment, with 200 although it has no processors.
          if (!isReady) return false;
          return (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) })).status === 200;
        },
        () => `ready\n${printed}`,
        readyTimeoutMs,
      );
    },
    async stop() {
      const child = parent;
      if (child === null) return;
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(timer);
    },
    async remove() {
      await product.stop();
      const postgres = readPostmasterPid(dataDir);
      if (postgres !== null) process.kill(postgres, 'SIGQUIT');
      await waitFor(
        async () => readPostmasterPid(dataDir) === null,
        () => 'Postgres gone',
        stopTimeoutMs,
      );
      await distributed.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  try {
    await product.start();
  } catch (error) {
    // The caller never gets this product and could not stop it, and it would keep the whole run waiting.
    await product.remove();
    throw error;
  }
  return product;
}

/** Another checkout may be of a time before the console. */
function consoleOf({ consolePort, folder }: ProductOptions): string[] {
  if (consolePort !== undefined) return ['--console-port', String(consolePort)];
  return folder === undefined ? ['--no-console'] : [];
}

/** Settings of the machine's owner must not reach a product under test. */
function cleanEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', NODE_V8_COVERAGE } = process.env;
  return { PATH, HOME, ...(NODE_V8_COVERAGE === undefined ? {} : { NODE_V8_COVERAGE }) };
}

function findChild(parentPid: number | undefined, name: string): number | null {
  if (parentPid === undefined) return null;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const parentOf = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'utf8'))?.[1]);
      if (parentOf === parentPid && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(`bin/${name}.ts`))
        return Number(entry);
    } catch {
      // It ended between the listing and the look.
    }
  }
  return null;
}

function readPostmasterPid(dataDir: string): number | null {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}
