import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createIdWindow } from '../memory/id-window.ts';
import type { Scope } from '../scope.ts';
import { hourMs } from './hourly-sums.ts';

/** Of one generation, of all scopes of a shard: the last 32,768 to 65,536 are known, in 1.5 MB. */
const generationTouches = 32_768;
/** More than there are weights of events. */
const weightRoom = 8;

/** What shoppers did to which products in which hours, the last of it: so that one shopper, or a program that plays one, makes no trend alone. */
export type HourlyTouches = {
  /** True if no event of this weight has counted for this shopper, product and hour of event time, as far as is known; it has from then on. */
  isFirst(scope: Scope, slot: number, item: number, timestampMs: number, weight: number): boolean;
  write(to: ByteWriter): void;
};

/** From a snapshot if one is given. */
export function createHourlyTouches(from?: ByteReader): HourlyTouches {
  const known = createIdWindow(generationTouches, from);
  const key = Buffer.alloc(16);
  return {
    isFirst(scope, slot, item, timestampMs, weight) {
      const hour = Math.floor(timestampMs / hourMs) * weightRoom + weight;
      key.writeInt32LE(hour | 0, 0);
      key.writeInt32LE(scope, 4);
      key.writeInt32LE(item, 8);
      key.writeInt32LE(mixed(mixed(mixed(hour | 0) ^ scope) ^ item) ^ mixed(slot), 12);
      return known.add(key);
    },
    write: known.write,
  };
}

/** Another number for each number, with all bits as likely, as the window looks for; Murmur3's last step. */
function mixed(number: number): number {
  let bits = number;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
