import type { Config } from '#runtime/config/settings.ts';
import { UsageError } from './exit-codes.ts';

/** Throws where API and console of one start would have the same port: whichever listens second would fail each time that it is started again. */
export function refuseSharedPort({
  port,
  console: isWanted,
  consolePort,
}: Pick<Config, 'port' | 'console' | 'consolePort'>) {
  if (!isWanted || port !== consolePort) return;
  throw new UsageError(
    `API and console cannot both have port ${port}: give another --port or --console-port, or --no-console`,
  );
}
