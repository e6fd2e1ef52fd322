import type { LogErrorCode } from '../event-log.ts';
import type { TopicSettings } from '../topics.ts';
import type { Manifest } from './manifest.ts';

/** What the writing thread is given at its start. */
export type WriterSettings = {
  dir: string;
  manifest: Manifest;
  topics: Readonly<Record<string, TopicSettings>>;
  synchronous: 'full' | 'off';
  segmentBytes: number;
  segmentMs: number;
  groupBytes: number;
  tidyMs: number;
  compaction: CompactionSettings;
};

export type CompactionSettings = {
  /** Share of the closed segments' records that must be of no use any more before they are rewritten. */
  share: number;
  /** How long a record stays at least, so that whoever waits for its outcome has seen it. */
  minAgeMs: number;
  /** How long a deletion stays after what it deleted has gone: a reader that began before has so long to come to it. */
  tombstoneMs: number;
};

/** One append: for each partition its records as the body of a frame. */
export type AppendRequest = {
  id: number;
  topic: string;
  parts: readonly { partition: number; count: number; body: Uint8Array }[];
};

export type ToWriter = AppendRequest | { close: true };

/** Bases stand in the order of the request's parts. Everything in one message was made durable by one fsync. */
export type FromWriter =
  | { kind: 'open'; failure: { code: LogErrorCode; message: string } | null }
  | {
      kind: 'appended';
      topic: string;
      appends: readonly { id: number; bases: readonly number[] }[];
      highs: readonly [partition: number, high: number][];
    }
  /** Upkeep has failed, and is tried again later: nothing is lost, only room. */
  | { kind: 'untidy'; topic: string; message: string }
  | { kind: 'refused'; ids: readonly number[]; code: LogErrorCode; message: string };
