import { LogError, type LogErrorCode } from '../event-log.ts';
import type { Cluster, KafkaFailure } from './kafkajs.ts';

/** Kafka's names of what went wrong, where it is more than that the broker cannot be reached now. */
const codes: Readonly<Record<string, LogErrorCode>> = {
  MESSAGE_TOO_LARGE: 'record_too_large',
  RECORD_LIST_TOO_LARGE: 'record_too_large',
  OFFSET_OUT_OF_RANGE: 'out_of_range',
  KAFKA_STORAGE_ERROR: 'io_error',
  LOG_DIR_NOT_FOUND: 'io_error',
};

/** Failures that no repetition heals: the operator has to change something. */
const hopeless =
  /AUTHORIZATION_FAILED|SASL|UNSUPPORTED|INVALID_(GROUP_ID|SESSION_TIMEOUT|TOPIC_EXCEPTION|CONFIG|REPLICATION)|POLICY_VIOLATION/;

/** Any failure of kafkajs as the port's. */
export function asLogError(error: unknown, doing: string): LogError {
  if (error instanceof LogError) return error;
  const failure = error as KafkaFailure;
  const code = codes[failure.type ?? ''] ?? 'unavailable';
  return new LogError(code, `${doing}: ${failure.type ?? failure.message}`, { cause: error });
}

/** Whether it may pass by itself: lost connections, elections, restarts. */
export function mayPass(error: unknown): boolean {
  if (error instanceof LogError) return error.retryable;
  const failure = error as KafkaFailure;
  return !hopeless.test(failure.type ?? failure.name) && (codes[failure.type ?? ''] ?? 'unavailable') === 'unavailable';
}

/** After a failure: connects again where nothing is connected, and asks who leads what now. Throws where that fails too. */
export async function recover(cluster: Cluster): Promise<void> {
  if (!cluster.isConnected()) await cluster.connect();
  await cluster.refreshMetadata();
}
