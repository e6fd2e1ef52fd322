import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrlOf } from '#cli/running-parts.ts';
import { readConfig } from '#runtime/config/read-config.ts';
import { findFreePort, type Product, waitFor } from './product.ts';
import { totalLag } from './readiness.ts';

/** One process of a product on a broker, run alone as on a machine of its own. */
export type Worker = {
  readonly url: string;
  readonly pid: number;
  output(): string;
  /** The value of a metric, summed over its labels; 0 if the process does not have it. */
  metric(name: string): Promise<number>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended, with its exit code. */
  ended: Promise<number | null>;
  /** Sends SIGTERM, then SIGKILL if that does not end it, and removes its folder. */
  stop(): Promise<void>;
};

const stopTimeoutMs = 40_000;
const readyTimeoutMs = 180_000;

/** Starts `bin/<kind>.ts` beside a product that runs on a broker, on its database and secrets, and waits until it is ready. */
export async function startWorker(product: Product, kind: 'ingest' | 'processors' | 'query-api'): Promise<Worker> {
  const dataDir = mkdtempSync(join(tmpdir(), `recomengine-${kind}-`));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const secrets = JSON.parse(readFileSync(join(product.dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
  const config = readConfig({ flags: { dataDir: product.dataDir }, env: {}, cwd: dataDir, mayMakeSecrets: false });
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, [`bin/${kind}.ts`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      HOME,
      ...product.env,
      RECOMENGINE_INSTANCES: '1',
      RECOMENGINE_DATA_DIR: dataDir,
      RECOMENGINE_PORT: String(port),
      DATABASE_URL: databaseUrlOf(config, 'postgres'),
      DATABASE_PROCESSOR_URL: databaseUrlOf(config, 'processor'),
      DATABASE_API_URL: databaseUrlOf(config, 'api'),
      JWT_SECRET: secrets.jwtSecret ?? '',
      API_KEY_HMAC_SECRET: secrets.apiKeyHmacSecret ?? '',
      INTERNAL_API_KEY: secrets.internalApiKey ?? '',
    },
  });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-50_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const internalHeaders = { authorization: `Bearer ${secrets.internalApiKey}` };
  const worker: Worker = {
    url,
    pid: child.pid ?? 0,
    output: () => printed,
    async metric(name) {
      const response = await fetch(`${url}/internal/metrics`, {
        headers: internalHeaders,
      });
      const lines = (await response.text()).matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
      return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
    },
    signal: (name) => void child.kill(name),
    ended,
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(timer);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  try {
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`the product ended: ${kind}, while it started:\n${printed}`);
        const response = await fetch(`${url}/ready`, { headers: internalHeaders, signal: AbortSignal.timeout(2_000) });
        // Only processors know how far the loader is.
        return response.status === 200 && (kind !== 'processors' || totalLag(await response.json()) < Infinity);
      },
      () => `${kind} ready\n${printed}`,
      readyTimeoutMs,
    );
  } catch (error) {
    await worker.stop();
    throw error;
  }
  return worker;
}
