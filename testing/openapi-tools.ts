import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const folder = 'testing/openapi-tools';

/** Returns why a test that needs a tool of `openapi-tools/` is skipped; false if they are installed, or REQUIRE_ALL is 1. */
export function noOpenApiTools(): string | false {
  if (process.env.REQUIRE_ALL === '1' || existsSync(`${folder}/node_modules`)) return false;
  return `needs its tools: npm ci --prefix ${folder}`;
}

/** Runs one of the tools, and returns what it has printed, also where it found something. Throws with what it said if it printed nothing. */
export function runOpenApiTool(
  name: 'redocly' | 'spectral' | 'openapi-typescript',
  ...args: readonly string[]
): string {
  const { stdout, stderr, error } = spawnSync(`${folder}/node_modules/.bin/${name}`, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw error;
  if (stdout === '') throw new Error(`${name} printed nothing: ${stderr}`);
  return stdout;
}
