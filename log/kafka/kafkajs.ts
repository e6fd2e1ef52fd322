import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { KafkaConfig } from 'kafkajs';
import { mendKafkajs } from './mend-kafkajs.ts';

/*
 * What we use of kafkajs: its connections, authentication, metadata and group protocol, below `Kafka`, `Producer` and `Consumer`.
 *
 * The consumer of kafkajs cannot keep what our log promises. If an offset is out of range, it goes on at the end of the log and tells
 * nobody. It cannot be given partitions by hand. It goes on handling partitions that were revoked (tulios/kafkajs#1046: `isStale` knows
 * seeks, not rebalances), holds some partitions and never fetches them (#1456), does not tell the generation on GROUP_JOIN, and decides
 * by itself whether to restart after a crash. Its producer keeps no order among parallel sends, and copies a batch once for each of its
 * messages. All of that is in code above the classes that we use, so none of it can happen here. kafkajs has had no release since 2023
 * and its version is pinned exactly, so its private modules do not change under us.
 */
const require = createRequire(import.meta.url);

export type ConnectionOptions = {
  brokers: readonly string[];
  clientId: string;
  /** TLS: true, or what `tls.connect` takes (ca, cert, key, servername). */
  tls?: KafkaConfig['ssl'];
  sasl?: KafkaConfig['sasl'];
  /** How long we wait for the answer to a request, fetches that wait for records aside. */
  requestTimeoutMs: number;
  logger?: KafkaLogger;
};

/** Receives the log messages of kafkajs; a pino logger fits. */
export type KafkaLogger = {
  warn(fields: object, message: string): void;
  debug(fields: object, message: string): void;
};

export type Cluster = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  findBroker(node: { nodeId: number }): Promise<Broker>;
  findControllerBroker(): Promise<Broker>;
  findGroupCoordinator(of: { groupId: string }): Promise<Broker>;
  getNodeIds(): string[];
};

export type Broker = {
  /** For each request, by its number, the versions that this broker accepts. */
  apiVersions(): Promise<ApiVersions>;
  createTopics(request: { topics: readonly NewTopic[]; timeout?: number }): Promise<unknown>;
  describeConfigs(request: {
    resources: readonly { type: number; name: string; configNames: readonly string[] }[];
  }): Promise<{ resources: { configEntries: { configName: string; configValue: string | null }[] }[] }>;
  initProducerId(request: {
    transactionalId: null;
    transactionTimeout: number;
  }): Promise<{ producerId: string; producerEpoch: number }>;
  listOffsets(request: {
    replicaId: number;
    isolationLevel: number;
    topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: number }[] }[];
  }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>;
  joinGroup(request: {
    groupId: string;
    sessionTimeout: number;
    rebalanceTimeout: number;
    memberId: string;
    groupProtocols: readonly { name: string; metadata: Buffer }[];
  }): Promise<{
    generationId: number;
    leaderId: string;
    memberId: string;
    members: { memberId: string; memberMetadata: Buffer }[];
  }>;
  syncGroup(request: {
    groupId: string;
    generationId: number;
    memberId: string;
    groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[];
  }): Promise<{ memberAssignment: Buffer }>;
  heartbeat(request: { groupId: string; groupGenerationId: number; memberId: string }): Promise<unknown>;
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
  connectionPool: { send<Answer>(call: Call<Answer>): Promise<Answer> };
};

export type ApiVersions = Readonly<Record<number, { minVersion: number; maxVersion: number } | undefined>>;

export type NewTopic = {
  topic: string;
  numPartitions: number;
  replicationFactor: number;
  configEntries: readonly { name: string; value: string }[];
};

/** A request of the Kafka protocol, and how its answer is decoded. */
export type Call<Answer> = {
  request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<{ buf: Buffer; buffer: Buffer }> };
  response: { decode(payload: Buffer): Promise<unknown>; parse(decoded: unknown): Promise<Answer> };
};

/** An error of kafkajs. `type` is the name of Kafka's error code if the broker has answered with one. */
export type KafkaFailure = Error & { type?: string; retriable?: boolean; host?: string; port?: number };

const connectionTimeoutMs = 3_000;
const authenticationTimeoutMs = 10_000;
/** How old metadata may be. An error tells that a leader moved; this is for partitions that were added. */
const metadataMaxAgeMs = 30_000;

/**
 * Makes a set of connections to a cluster, two for each broker: one for fetches, which wait for records, and one for all other requests. It is not
 * connected yet. Once it was disconnected, it cannot be connected again.
 */
export function createCluster(options: ConnectionOptions): Cluster {
  mendKafkajs();
  const sockets = createSocketSet();
  const ClusterClass = require('kafkajs/src/cluster/index.js') as new (settings: object) => Cluster;
  const cluster = new ClusterClass({
    brokers: [...options.brokers],
    ssl: options.tls,
    sasl: options.sasl,
    clientId: options.clientId,
    connectionTimeout: connectionTimeoutMs,
    authenticationTimeout: authenticationTimeoutMs,
    reauthenticationThreshold: authenticationTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    enforceRequestTimeout: true,
    metadataMaxAge: metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    // Our callers repeat requests until their own deadlines. More retries in here would only hide from them how long a request takes.
    retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 500 },
    logger: loggerFor(options.logger),
    socketFactory: sockets.create,
  });
  const disconnect = cluster.disconnect.bind(cluster);
  cluster.disconnect = async () => {
    sockets.refuseMore();
    await disconnect();
    sockets.destroy();
  };
  return cluster;
}

type SocketFactory = (request: object) => Socket;

/** Keeps the sockets of a cluster. If kafkajs repeats a request while the cluster disconnects, it would open one more, which nobody closes. */
function createSocketSet(): { create: SocketFactory; refuseMore(): void; destroy(): void } {
  const create = (require('kafkajs/src/network/socketFactory.js') as () => SocketFactory)();
  const open = new Set<Socket>();
  let isClosed = false;
  return {
    create(request) {
      if (isClosed) throw new Error('the connections were closed');
      const socket = create(request);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      return socket;
    },
    refuseMore() {
      isClosed = true;
    },
    destroy() {
      for (const socket of open) socket.destroy();
    },
  };
}

/** Returns the failure for the error code of an answer, or null for 0, which means success. */
export function failureOf(errorCode: number): KafkaFailure | null {
  if (errorCode === 0) return null;
  const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as {
    createErrorFromCode(code: number): KafkaFailure;
  };
  return createErrorFromCode(errorCode);
}

/** Wraps the body of a request that we have encoded ourselves as kafkajs wants it. */
export function encoded(body: Buffer): { buf: Buffer; buffer: Buffer } {
  return { buf: body, buffer: body };
}

function loggerFor(logger: KafkaLogger | undefined): unknown {
  const { createLogger, LEVELS } = require('kafkajs/src/loggers/index.js') as {
    createLogger(options: object): unknown;
    LEVELS: Record<'NOTHING' | 'WARN', number>;
  };
  return createLogger({
    level: logger === undefined ? LEVELS.NOTHING : LEVELS.WARN,
    logCreator:
      () =>
      ({ level, log }: { level: number; log: { message: string } & Record<string, unknown> }) => {
        const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = log;
        // What kafkajs logs as errors are lost connections and error answers. We handle and report them ourselves.
        logger?.[level === LEVELS.WARN ? 'warn' : 'debug'](fields, `kafkajs: ${message}`);
      },
  });
}
