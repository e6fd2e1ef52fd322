import { createReader, int16, int32, int64, text } from './fields.ts';
import { type Broker, type Call, encoded, failureOf, type KafkaFailure } from './kafkajs.ts';

/*
 * Produce (7), Fetch (11) and Metadata (6) as Kafka's protocol has them, for all brokers since Kafka 2.3 and every Redpanda. kafkajs speaks
 * them, but does not tell which partitions of an answer failed, and decodes each record on its own.
 */

export type ProducedPartition = { partition: number; baseOffset: bigint; failure: KafkaFailure | null };

/** Appends one batch to each of these partitions of a topic. Resolves once all in-sync replicas have them (acks=all). */
export function produce(
  broker: Broker,
  topic: string,
  batches: readonly { partition: number; bytes: Buffer }[],
  timeoutMs: number,
): Promise<ProducedPartition[]> {
  const parts: Buffer[] = [
    int16(-1), // no transaction
    int16(-1), // acks: all
    int32(timeoutMs),
    int32(1),
    text(topic),
    int32(batches.length),
  ];
  for (const { partition, bytes } of batches) parts.push(int32(partition), int32(bytes.length), bytes);
  return call(broker, 0, 7, 'Produce', Buffer.concat(parts), (reader) => {
    const produced = reader.array(() => {
      reader.text();
      return reader.array(() => {
        const partition = reader.int32();
        const failure = failureOf(reader.int16());
        const baseOffset = reader.int64();
        reader.skip(16); // time of the append, begin of the log
        return { partition, baseOffset, failure };
      });
    });
    return { answer: produced.flat(), throttleMs: reader.int32() };
  });
}

export type FetchedPartition = {
  partition: number;
  failure: KafkaFailure | null;
  highWatermark: bigint;
  /** Record batches; the last one may be cut off. */
  bytes: Buffer;
};

export type FetchLimits = { maxWaitMs: number; minBytes: number; maxBytesPerPartition: number; maxBytes: number };

/** Fetches records of these partitions from these offsets on from their leader, which waits up to `maxWaitMs` until there are any. */
export function fetchRecords(
  broker: Broker,
  topic: string,
  from: readonly { partition: number; offset: bigint }[],
  limits: FetchLimits,
): Promise<FetchedPartition[]> {
  const parts: Buffer[] = [
    int32(-1), // a consumer, not a replica
    int32(limits.maxWaitMs),
    int32(limits.minBytes),
    int32(limits.maxBytes),
    Buffer.of(0), // up to the high watermark: nobody writes transactions here
    int32(0), // no fetch session
    int32(-1),
    int32(1),
    text(topic),
    int32(from.length),
  ];
  for (const { partition, offset } of from) {
    parts.push(int32(partition), int32(-1), int64(offset), int64(-1n), int32(limits.maxBytesPerPartition));
  }
  parts.push(int32(0), text('')); // nothing forgotten, no rack
  return call(broker, 1, 11, 'Fetch', Buffer.concat(parts), (reader) => {
    const throttleMs = reader.int32();
    const failure = failureOf(reader.int16());
    if (failure !== null) throw failure;
    reader.skip(4); // session
    const fetched = reader.array(() => {
      reader.text();
      return reader.array(() => {
        const partition = reader.int32();
        const partitionFailure = failureOf(reader.int16());
        const highWatermark = reader.int64();
        reader.skip(16); // last stable offset, begin of the log
        reader.array(() => reader.skip(16)); // aborted transactions
        reader.skip(4); // preferred replica
        return { partition, failure: partitionFailure, highWatermark, bytes: reader.bytes() };
      });
    });
    return { answer: fetched.flat(), throttleMs };
  });
}

export type ClusterMetadata = {
  /** Null if it has none yet. */
  clusterId: string | null;
  controller: number | null;
  brokers: { nodeId: number; host: string; port: number }[];
  topics: { topic: string; failure: KafkaFailure | null; partitions: PartitionMetadata[] }[];
};

/** The numbers are ids of nodes. `replicas` that are gone or behind are not among `inSync`. */
export type PartitionMetadata = { partition: number; leader: number | null; replicas: number[]; inSync: number[] };

/**
 * Asks one broker what it knows of the cluster and of these topics (Metadata 6). kafkajs can ask too, but throws if a topic is missing or
 * a partition has no leader, and that is just what we want to know. Asking makes no topic.
 */
export function fetchMetadata(broker: Broker, topics: readonly string[]): Promise<ClusterMetadata> {
  const body = Buffer.concat([int32(topics.length), ...topics.map(text), Buffer.of(0)]);
  return call(broker, 3, 6, 'Metadata', body, (reader) => {
    const throttleMs = reader.int32();
    const brokers = reader.array(() => {
      const [nodeId, host, port] = [reader.int32(), reader.text(), reader.int32()];
      reader.text(); // rack
      return { nodeId, host, port };
    });
    const clusterId = reader.text();
    const controller = reader.int32();
    const found = reader.array(() => {
      const failure = failureOf(reader.int16());
      const topic = reader.text();
      reader.skip(1); // whether it is the brokers' own
      const partitions = reader.array(() => {
        reader.skip(2); // that there is no leader, or a replica is gone: told by the rest
        const [partition, leader] = [reader.int32(), reader.int32()];
        const [replicas, inSync] = [reader.array(reader.int32), reader.array(reader.int32)];
        reader.array(reader.int32); // replicas that are offline
        return { partition, leader: leader < 0 ? null : leader, replicas, inSync };
      });
      return { topic, failure, partitions: partitions.sort((a, b) => a.partition - b.partition) };
    });
    const known = { clusterId: clusterId === '' ? null : clusterId, controller: controller < 0 ? null : controller };
    return { answer: { ...known, brokers, topics: found }, throttleMs };
  });
}

async function call<Answer>(
  broker: Broker,
  apiKey: number,
  apiVersion: number,
  apiName: string,
  body: Buffer,
  read: (reader: ReturnType<typeof createReader>) => { answer: Answer; throttleMs: number },
): Promise<Answer> {
  const protocol: Call<Answer> = {
    request: { apiKey, apiVersion, apiName, encode: async () => encoded(body) },
    response: {
      async decode(payload) {
        const { answer, throttleMs } = read(createReader(payload));
        // kafkajs holds back further requests for so long (KIP-219).
        return { answer, clientSideThrottleTime: throttleMs };
      },
      parse: async (decoded) => (decoded as { answer: Answer }).answer,
    },
  };
  return broker.connectionPool.send(protocol);
}
