import { LogError } from '#log/event-log.ts';
import { Problem } from '#runtime/http/problem.ts';

/** Why a stream ended early. */
export type StreamFailure = {
  /** The reason in words for the sender. */
  message: string;
  /** True if neither the input nor the client's connection is to blame. */
  isOurs: boolean;
  /**
   * What was read may not be what was meant, so no line counts as settled: a compressed body is only verified at its end,
   * and a decoder may make lines out of damage for long before it fails, or until the body breaks off.
   */
  isUnverified?: true;
};

const resend = 'send the lines after `durableThrough` again';
const resendAll = 'send all of it again, whole and sound; what is stored counts once';

/** Returns why a stream ended, by its error. `again`: what to send again, and `wholeAgain` if what was sent was damaged. */
export function failureOf(error: unknown, again: string = resend, wholeAgain: string = resendAll): StreamFailure {
  if (error instanceof LogError) return { message: `The event log takes nothing just now: ${again}.`, isOurs: true };
  if (error instanceof Problem)
    return { message: `${error.message} What is after \`durableThrough\` was not stored.`, isOurs: false };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR')
    return { message: `The compressed body breaks off: ${wholeAgain}.`, isOurs: false, isUnverified: true };
  if (/^(Z_|ZSTD_)/.test(code))
    return {
      message: `The body is not what its Content-Encoding says: ${wholeAgain}.`,
      isOurs: false,
      isUnverified: true,
    };
  if (code === 'ECONNRESET') return { message: `The connection broke off: ${again}.`, isOurs: false };
  return { message: `Something failed on our side: ${again}.`, isOurs: true };
}
