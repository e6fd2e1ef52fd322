import type { LogRecord } from '../event-log.ts';
import { type Supersession, supersessionOf } from '../supersession.ts';

/** The newest word on each key in some part of a topic, by which older words on it are known to be of no use. */
export type LatestKeys = {
  readonly size: number;
  /** In the order of offsets. */
  note(partition: number, record: LogRecord): void;
  /**
   * Whether whoever folds the topic ends up the same without this record. A creation is without effect behind another one that
   * nothing has deleted since, and supersedes nothing itself: the record that it may have lost against stays.
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
