import type { LogErrorCode } from '../event-log.ts';
import type { TopicSettings } from '../topics.ts';
import type { Manifest } from './manifest.ts';

/** The settings that the writing thread gets at its start. */
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
  /** The share of the closed segments' records that must be of no use before the segments are rewritten. */
  share: number;
  /** How long a record stays at least, so that a request that waits for its outcome has seen it. */
  minAgeMs: number;
  /** How long a deletion stays after what it deleted has gone: a reader that began earlier has this long to reach it. */
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
  /** Upkeep has failed, and is tried again later. No record is lost; only room is not given back. */
  | { kind: 'untidy'; topic: string; message: string }
  | { kind: 'refused'; ids: readonly number[]; code: LogErrorCode; message: string };
