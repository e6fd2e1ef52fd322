import type { Config } from '#runtime/config.ts';
import type { Say } from './start.ts';
export async function runDemo(_config: Config, _say: Say, _signal: AbortSignal): Promise<void> {}
