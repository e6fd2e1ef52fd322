import type { LogError, LogRecord, ReadLimits } from '../event-log.ts';
import type { Cluster } from './kafkajs.ts';
import type { TopicControl } from './topic-control.ts';

/** What a tail and a group member both need: how they ask about topics, connect, and report failures. */
export type SubscriptionDeps = {
  control: TopicControl;
  /** Makes a new set of connections. The caller disconnects it. */
  newCluster(role: string): Cluster;
  limits: ReadLimits;
  toOurs(records: LogRecord[]): LogRecord[];
  guardEveryMs: number;
  stallMs: number;
  onLost(error: unknown): void;
  onError(error: LogError): void;
};
