import { LogError, type LogErrorCode } from '../event-log.ts';
import type { Cluster, KafkaFailure } from './kafkajs.ts';

/** Kafka's names of errors that mean more than that a broker cannot serve us now. */
const codes: Readonly<Record<string, LogErrorCode>> = {
  MESSAGE_TOO_LARGE: 'record_too_large',
  RECORD_LIST_TOO_LARGE: 'record_too_large',
  OFFSET_OUT_OF_RANGE: 'out_of_range',
  KAFKA_STORAGE_ERROR: 'io_error',
  LOG_DIR_NOT_FOUND: 'io_error',
};

/** Failures that stay however often we try: the operator has to change something. */
const hopeless =
  /AUTHORIZATION_FAILED|SASL|UNSUPPORTED|INVALID_(GROUP_ID|SESSION_TIMEOUT|TOPIC_EXCEPTION|CONFIG|REPLICATION)|POLICY_VIOLATION/;

/** Turns any failure of kafkajs into an error of the port. */
export function asLogError(error: unknown, doing: string): LogError {
  if (error instanceof LogError) return error;
  const failure = error as KafkaFailure;
  const code = codes[failure.type ?? ''] ?? 'unavailable';
  return new LogError(code, `${doing}: ${failure.type ?? failure.message}`, { cause: error });
}

/** Whether trying again may help: after a lost connection, an election or a restart. */
export function mayPass(error: unknown): boolean {
  if (error instanceof LogError) return error.retryable;
  const failure = error as KafkaFailure;
  return !hopeless.test(failure.type ?? failure.name) && (codes[failure.type ?? ''] ?? 'unavailable') === 'unavailable';
}

/** Called after a failure: connects again if no broker is connected, and asks who leads each partition now. Throws if that fails too. */
export async function recover(cluster: Cluster): Promise<void> {
  if (!cluster.isConnected()) await cluster.connect();
  await cluster.refreshMetadata();
}
