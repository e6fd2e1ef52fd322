import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';

/** Time until a shop's server answers. */
const answerMs = 60_000;

/** A file, or what an `http:` or `https:` URL answers, cannot be read. */
export class SourceUnreadable extends Error {
  readonly code = 'source_unreadable';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceUnreadable';
  }
}

/** Whether a source is asked for over HTTP. */
export const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/**
 * Returns the bytes of a file, or of what an `http:` or `https:` URL answers; redirects are followed. It is this process that asks, with the rights of whoever typed the URL: the server fetches nothing for anybody.
 * Throws `SourceUnreadable`.
 */
export async function openSource(source: string, signal: AbortSignal | undefined): Promise<Readable> {
  if (!isUrl(source)) {
    if (statSync(source, { throwIfNoEntry: false })?.isFile() !== true)
      throw new SourceUnreadable(`${source} is no file, and no URL that begins with https:// or http://`);
    return createReadStream(source);
  }
  const waiting = AbortSignal.timeout(answerMs);
  const response = await fetch(source, {
    signal: signal === undefined ? waiting : AbortSignal.any([signal, waiting]),
  }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new SourceUnreadable(`${source} does not answer`, { cause });
  });
  if (!response.ok || response.body === null)
    throw new SourceUnreadable(`${source} answers with ${response.status}, and not with a file`);
  return Readable.fromWeb(response.body);
}
