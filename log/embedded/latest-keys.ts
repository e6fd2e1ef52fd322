import type { LogRecord } from '../event-log.ts';
import { type Supersession, supersessionOf } from '../supersession.ts';

/** The newest record of each key in some part of a topic. It decides which older records of the key are of no use. */
export type LatestKeys = {
  readonly size: number;
  /** Call it in the order of offsets. */
  note(partition: number, record: LogRecord): void;
  /**
   * Whether a fold of the topic gives the same without this record. A creation has no effect behind another record that nothing has
   * deleted since, and supersedes nothing itself: the record because of which it may have been refused stays.
   */
  isSuperseded(partition: number, record: LogRecord): boolean;
};

type Latest = { replacedAt: bigint; createdAt: bigint };
const never = -1n;

export function createLatestKeys(topic: string): LatestKeys {
  const partitions = new Map<number, Map<string, Latest>>();
  let size = 0;

  const latestOf = (partition: number, key: string): Latest => {
    let keys = partitions.get(partition);
    if (keys === undefined) {
      keys = new Map();
      partitions.set(partition, keys);
    }
    let latest = keys.get(key);
    if (latest === undefined) {
      latest = { replacedAt: never, createdAt: never };
      keys.set(key, latest);
      size += 1;
    }
    return latest;
  };

  return {
    get size() {
      return size;
    },
    note(partition, { key, offset, value }) {
      const meaning: Supersession = supersessionOf(topic, value);
      if (meaning === 'unreadable') return;
      const latest = latestOf(partition, key);
      if (meaning === 'creates') {
        if (latest.createdAt === never) latest.createdAt = offset;
        return;
      }
      latest.replacedAt = offset;
      latest.createdAt = never;
    },
    isSuperseded(partition, { key, offset, value }) {
      const latest = partitions.get(partition)?.get(key);
      if (latest === undefined) return false;
      if (offset < latest.replacedAt) return true;
      const isBehindCreation = latest.createdAt !== never && offset > latest.createdAt;
      return isBehindCreation && supersessionOf(topic, value) === 'creates';
    },
  };
}
