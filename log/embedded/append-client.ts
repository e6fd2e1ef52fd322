import { Worker } from 'node:worker_threads';
import { type Appended, LogError, type NewRecord } from '../event-log.ts';
import { partitionFor } from '../partition.ts';
import { encodeBody } from './frame.ts';
import type { AppendRequest, FromWriter, WriterSettings } from './writer-protocol.ts';

/** This side of the writing thread. */
export type AppendClient = {
  append(topic: string, records: readonly NewRecord[]): Promise<readonly Appended[]>;
  close(): Promise<void>;
};

export type AppendListeners = {
  /** The durable end of a partition has moved. */
  onHigh(topic: string, partition: number, high: number): void;
  onAppend?: ((latencyMs: number, records: number) => void) | undefined;
  onUntidy?: ((topic: string, message: string) => void) | undefined;
  /** Called when the thread has died: nothing can be appended any more, and the process should end. */
  onFailure?: ((error: unknown) => void) | undefined;
};

/** Key and value of one record together; consumers read whole frames, so a record must be small beside their limits. */
const maxRecordBytes = 1 << 20;

type Waiting = {
  appended: Appended[];
  indexes: number[][];
  partitions: number[];
  startedAt: number;
  resolve: (appended: Appended[]) => void;
  reject: (error: LogError) => void;
};

export async function openAppendClient(settings: WriterSettings, listeners: AppendListeners): Promise<AppendClient> {
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: settings });
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let failure: LogError | null = null;

  const fail = (error: LogError) => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const opened = Promise.withResolvers<void>();
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('error', (cause) => {
    const error = new LogError('unavailable', 'the thread that writes the log has died', { cause });
    opened.reject(error);
    fail(error);
    listeners.onFailure?.(error);
  });
  worker.on('message', (message: FromWriter) => {
    if (message.kind === 'open') {
      if (message.failure === null) opened.resolve();
      else opened.reject(new LogError(message.failure.code, message.failure.message));
    } else if (message.kind === 'appended') {
      for (const [partition, high] of message.highs) listeners.onHigh(message.topic, partition, high);
      for (const { id, bases } of message.appends) settle(id, bases);
    } else if (message.kind === 'untidy') {
      listeners.onUntidy?.(message.topic, message.message);
    } else {
      for (const id of message.ids) take(id)?.reject(new LogError(message.code, message.message));
    }
  });

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    return found;
  };
  const settle = (id: number, bases: readonly number[]) => {
    const found = take(id);
    if (found === undefined) return;
    bases.forEach((base, part) => {
      found.indexes[part]?.forEach((index, n) => {
        found.appended[index] = { partition: found.partitions[part] ?? 0, offset: BigInt(base + n) };
      });
    });
    listeners.onAppend?.(performance.now() - found.startedAt, found.appended.length);
    found.resolve(found.appended);
  };

  try {
    await opened.promise;
  } catch (error) {
    await worker.terminate();
    throw error;
  }

  return {
    append(topic, records) {
      if (failure !== null) return Promise.reject(failure);
      const count = settings.manifest.topics[topic]?.partitions;
      if (count === undefined) return Promise.reject(new LogError('unavailable', `the log has no topic ${topic}`));
      if (records.length === 0) return Promise.resolve([]);
      const byPartition = new Map<number, number[]>();
      for (let i = 0; i < records.length; i++) {
        const record = records[i];
        if (record === undefined) continue;
        if ((record.value?.length ?? 0) + record.key.length > maxRecordBytes) {
          return Promise.reject(new LogError('record_too_large', `a record may have ${maxRecordBytes} bytes at most`));
        }
        const partition = record.partition ?? partitionFor(record.key, count);
        if (!(partition >= 0 && partition < count)) {
          return Promise.reject(
            new LogError('out_of_range', `topic ${topic} has ${count} partitions, and no ${partition}`),
          );
        }
        const indexes = byPartition.get(partition);
        if (indexes === undefined) byPartition.set(partition, [i]);
        else indexes.push(i);
      }
      const id = nextId++;
      const partitions = [...byPartition.keys()];
      const indexes = [...byPartition.values()];
      const parts = partitions.map((partition, part) => {
        const chosen = indexes[part] ?? [];
        return { partition, count: chosen.length, body: encodeBody(chosen.map((i) => records[i] as NewRecord)) };
      });
      return new Promise((resolve, reject) => {
        waiting.set(id, {
          appended: new Array<Appended>(records.length),
          indexes,
          partitions,
          startedAt: performance.now(),
          resolve,
          reject,
        });
        const request: AppendRequest = { id, topic, parts };
        worker.postMessage(
          request,
          parts.map(({ body }) => body.buffer),
        );
      });
    },
    async close() {
      if (failure === null) worker.postMessage({ close: true });
      await ended;
      fail(new LogError('closed', 'the log was closed'));
    },
  };
}
