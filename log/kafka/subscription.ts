import type { LogError, LogRecord, ReadLimits } from '../event-log.ts';
import type { Cluster } from './kafkajs.ts';
import type { TopicControl } from './topic-control.ts';

/** What tails and groups have in common: where they ask, connect and report. */
export type SubscriptionDeps = {
  control: TopicControl;
  /** A set of connections of its own, which its owner closes. */
  newCluster(role: string): Cluster;
  limits: ReadLimits;
  toOurs(records: LogRecord[]): LogRecord[];
  guardEveryMs: number;
  stallMs: number;
  onLost(error: unknown): void;
  onError(error: LogError): void;
};
