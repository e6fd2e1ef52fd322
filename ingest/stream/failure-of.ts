import { LogError } from '#log/event-log.ts';

const resend = 'send the lines after `durableThrough` again';

/** Why a stream ended early, in words for its sender. `isOurs`: neither the input nor the client's connection is to blame. */
export function failureOf(error: unknown): { message: string; isOurs: boolean } {
  if (error instanceof LogError) return { message: `The event log takes nothing just now: ${resend}.`, isOurs: true };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return { message: `The compressed body breaks off: ${resend}.`, isOurs: false };
  if (/^(Z_|ZSTD_)/.test(code))
    return { message: `The body is not what its Content-Encoding says: ${resend}.`, isOurs: false };
  if (code === 'ECONNRESET') return { message: `The connection broke off: ${resend}.`, isOurs: false };
  return { message: `Something failed on our side: ${resend}.`, isOurs: true };
}
