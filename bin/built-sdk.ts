import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openSdkFiles } from '#query-api/routes/sdk/open-sdk-files.ts';
import type { SdkFiles } from '#query-api/routes/sdk/sdk-files.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Logger } from '#runtime/logger.ts';

const sdkDir = join(import.meta.dirname, '../sdk');
const buildDeadlineMs = 30_000;
const run = promisify(execFile);

/**
 * Returns what gives the built SDK. The first time it is asked for, a process of its own builds it, unless it is built of these sources already; it is asked again until
 * that has worked. Builds that were served are kept in the data folder.
 */
export function builtSdk(dataDir: string, logger: Logger): () => Promise<SdkFiles> {
  let opening: Promise<SdkFiles> | null = null;
  const open = async () => {
    await run(process.execPath, [join(sdkDir, 'build/build.ts')], { timeout: buildDeadlineMs });
    return openSdkFiles(join(sdkDir, 'dist'), join(dataDir, 'sdk'));
  };
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      logger.error({ err: error }, 'the SDK cannot be built');
      throw new Problem(503, 'The SDK cannot be built here: `npm ci && npm run sdk` says why.', { cause: error });
    });
    return opening;
  };
}
