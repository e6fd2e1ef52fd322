import { join } from 'node:path';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog } from '#log/event-log.ts';
import type { Config } from '#runtime/config/settings.ts';
import { checkMove } from './move/move-mark.ts';
import { isOnBroker, openBrokerLog } from './open-broker-log.ts';

/** Opens the broker's log if one is configured, else that of a data folder, for reading; other processes may write it meanwhile. */
export async function openLogReader(config: Config): Promise<EventLog> {
  checkMove(config);
  if (isOnBroker(config)) return openBrokerLog(config, 'recomengine');
  return openEmbeddedLog({ dir: join(config.dataDir, 'log'), role: 'reader' });
}
