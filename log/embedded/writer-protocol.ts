import type { LogErrorCode } from '../event-log.ts';
import type { Manifest, TopicSettings } from './manifest.ts';

/** What the writing thread is given at its start. */
export type WriterSettings = {
  dir: string;
  manifest: Manifest;
  topics: Readonly<Record<string, TopicSettings>>;
  synchronous: 'full' | 'off';
  segmentBytes: number;
  segmentMs: number;
  groupBytes: number;
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
  | { kind: 'refused'; ids: readonly number[]; code: LogErrorCode; message: string };
