/** The thread that writes: node:sqlite blocks while it syncs, and the thread that answers HTTP must not. */
import { parentPort, workerData } from 'node:worker_threads';
import type { LogErrorCode } from '../event-log.ts';
import { openUpkeep } from './upkeep.ts';
import { openTopicWriter, type TopicWriter } from './writer.ts';
import type { AppendRequest, FromWriter, ToWriter, WriterSettings } from './writer-protocol.ts';

const settings = workerData as WriterSettings;
const port = parentPort;
if (port === null) throw new Error('this file is a worker thread');
const tell = (message: FromWriter) => port.postMessage(message);

const writers = new Map<string, TopicWriter>();
let pending: AppendRequest[] = [];
let isScheduled = false;

/** The writer of a topic; one that failed was closed and is opened anew, which recovers its file first. */
function writerOf(topic: string): TopicWriter {
  const known = writers.get(topic);
  if (known !== undefined) return known;
  const found = settings.manifest.topics[topic];
  if (found === undefined) throw new RangeError(`there is no topic ${topic}`);
  const writer = openTopicWriter(
    settings,
    topic,
    settings.topics[topic] ?? { partitions: found.partitions, retentionMs: null },
    found.partitions,
  );
  writers.set(topic, writer);
  return writer;
}

/** Group commit: all appends that came in while the last group was written are the next group. */
function flush(): void {
  isScheduled = false;
  const waiting = pending;
  pending = [];
  for (const [topic, appends] of Map.groupBy(waiting, ({ topic }) => topic)) {
    for (const group of cut(appends, settings.groupBytes)) commit(topic, group);
  }
}

function commit(topic: string, group: readonly AppendRequest[]): void {
  try {
    const { bases, highs } = writerOf(topic).write(group);
    tell({ kind: 'appended', topic, appends: group.map(({ id }, i) => ({ id, bases: bases[i] ?? [] })), highs });
  } catch (error) {
    const { code, message } = describeFailure(error);
    if (code !== 'disk_full') discard(topic);
    tell({ kind: 'refused', ids: group.map(({ id }) => id), code, message });
  }
}

/** A failed sync must never be tried again on the same handle: what it held may be gone (fsyncgate). The next append reopens and recovers. */
function discard(topic: string): void {
  try {
    writers.get(topic)?.close();
  } catch {
    // The handle is of no use any more; the next append opens the file anew, or says why it cannot.
  }
  writers.delete(topic);
}

const upkeep = openUpkeep(settings, writers, (topic, error) => {
  const { code, message } = describeFailure(error);
  if (code !== 'disk_full') discard(topic);
  tell({ kind: 'untidy', topic, message });
});

/** Groups of at most `bytes` (a larger single append is a group of its own), so that one fsync stays short. */
function cut(appends: readonly AppendRequest[], bytes: number): AppendRequest[][] {
  const groups: AppendRequest[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const append of appends) {
    const appendBytes = append.parts.reduce((sum, { body }) => sum + body.byteLength, 0);
    if (size + appendBytes > bytes) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(append);
    size += appendBytes;
  }
  return groups;
}

const sqliteFull = 13;
const sqliteCorrupt = 11;

function describeFailure(error: unknown): { code: LogErrorCode; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const sqliteCode = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (sqliteCode === sqliteFull || /ENOSPC|disk is full/i.test(message))
    return { code: 'disk_full', message: `the log's disk is full: ${message}` };
  if (sqliteCode === sqliteCorrupt) return { code: 'corrupt', message };
  return { code: 'io_error', message };
}

port.on('message', (message: ToWriter) => {
  if ('close' in message) {
    flush();
    upkeep.close();
    for (const writer of writers.values()) writer.close();
    port.close();
    return;
  }
  pending.push(message);
  if (!isScheduled) {
    isScheduled = true;
    setImmediate(flush);
  }
});

try {
  for (const topic of Object.keys(settings.manifest.topics)) writerOf(topic);
  tell({ kind: 'open', failure: null });
} catch (error) {
  tell({ kind: 'open', failure: describeFailure(error) });
}
