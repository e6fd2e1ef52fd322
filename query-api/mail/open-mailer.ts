import { setTimeout as delay } from 'node:timers/promises';
import { createTransport, type NodemailerError } from 'nodemailer';
import pLimit from 'p-limit';
import type { Logger } from '#runtime/logger.ts';
import { createQueue, type WatchedQueue } from '#runtime/queue.ts';
import { retry } from '#runtime/retry.ts';
import { smtpOptionsOf } from './smtp-options.ts';

export type Mail = { to: string; subject: string; text: string };

/** Sends mails after the request was answered. Only the log says whether a mail was sent. */
export type Mailer = {
  /** Takes a mail, or returns false if too many wait. */
  send(mail: Mail): boolean;
  /** Gives up mails that wait for another try, and finishes those that are being sent, within a few seconds. */
  close(): Promise<void>;
  /** Mails that are not sent yet. */
  readonly queue: WatchedQueue;
};

export type MailerOptions = { url: string; from: string; logger: Logger; firstWaitMs?: number };

const maxWaiting = 500;
const maxConnections = 4;
const tries = 5;
/** The wait before the second try; it doubles before each further one. */
const defaultFirstWaitMs = 4_000;
const maxWaitMs = 60_000;
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 5_000 };
const finishWithinMs = 5_000;

/**
 * Opens a mailer on an SMTP server. A mail that fails for a passing reason is tried again, five times at most; one that is refused for
 * good is not. The log gets codes only, since the text of a refusal has the address in it.
 */
export function openMailer({ url, from, logger, firstWaitMs = defaultFirstWaitMs }: MailerOptions): Mailer {
  const transport = createTransport({
    ...smtpOptionsOf(url),
    ...timeouts,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const inSlot = pLimit(maxConnections);
  const sending = new Set<Promise<void>>();
  const queue = createQueue();
  const closing = new AbortController();
  const cutting = new AbortController();

  const deliver = async ({ to, subject, text }: Mail): Promise<void> => {
    try {
      await retry(() => inSlot(() => transport.sendMail({ from, to, subject, text, signal: cutting.signal })), {
        tries,
        firstMs: firstWaitMs,
        maxMs: maxWaitMs,
        signal: closing.signal,
        isRetryable: (error) => !isForGood(error),
        onRetry: (error, attempt) => logger.warn({ ...codesOf(error), attempt }, 'a mail is tried again'),
      });
    } catch (error) {
      logger.error(codesOf(error), 'a mail was not sent');
    }
  };
  return {
    queue,
    send(mail) {
      if (closing.signal.aborted || sending.size >= maxWaiting) return false;
      const waiter = queue.enter();
      const one = deliver(mail).finally(() => {
        sending.delete(one);
        queue.leave(waiter);
      });
      sending.add(one);
      return true;
    },
    async close() {
      closing.abort();
      const clock = new AbortController();
      const late = delay(finishWithinMs, undefined, { signal: clock.signal }).then(
        () => cutting.abort(),
        () => {},
      );
      await Promise.all(sending);
      clock.abort();
      await late;
      transport.close();
    },
  };
}

/** 5xx is a refusal for good (RFC 5321, 4.2.1), except for 503, which is about the conversation. Faults of the configuration are for good too. */
function isForGood(error: unknown): boolean {
  const { code, responseCode = 0 } = error as NodemailerError;
  return (responseCode >= 500 && responseCode !== 503) || code === 'ECONFIG' || code === 'EABORT';
}

function codesOf(error: unknown): { code: unknown; responseCode: unknown; command: unknown } {
  const { code, responseCode, command } = error as NodemailerError;
  return { code, responseCode, command };
}
