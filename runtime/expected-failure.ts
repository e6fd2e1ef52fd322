/** The system's error codes for a connection that is lost or cannot be made. Errors of a disk are not among them. */
export const networkErrors: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What stores say of a peer that does not answer. All that caused it is about the connection. */
const peersAway: ReadonlySet<unknown> = new Set(['database_unavailable', 'redis_unavailable']);

/** What the log says if it takes nothing just now. The thread that writes it may have died of anything, so what caused it is looked at by itself. */
const logBusy: ReadonlySet<unknown> = new Set(['unavailable', 'queue_full', 'timed_out']);

/** Whether an error says that Postgres or Redis does not answer: then so does each of its causes. */
export const isPeerAway = (error: Error): boolean => isRetryable(error) && peersAway.has(codeOf(error));

/**
 * Whether an error says no more than that a peer (Postgres, the log, Redis) does not answer, which any installation sees: where in our code it was noticed helps nobody. `isOfPeerAway`: it
 * caused an error that is `isPeerAway`. An error of a kind that only faults in code throw is never expected.
 */
export function isExpectedFailure(error: Error, isOfPeerAway = false): boolean {
  if (faultsInCode.some((fault) => error instanceof fault)) return false;
  if (isOfPeerAway || isPeerAway(error)) return true;
  const code = codeOf(error);
  return networkErrors.has(code) || error.name.startsWith('KafkaJS') || (isRetryable(error) && logBusy.has(code));
}

const faultsInCode = [TypeError, RangeError, ReferenceError, SyntaxError];
const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);
const isRetryable = (error: Error): boolean => 'retryable' in error && error.retryable === true;
