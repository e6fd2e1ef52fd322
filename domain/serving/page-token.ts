import type { IsSigned, Sign } from '../access/tracking-token.ts';
import { markLength } from './product-mark.ts';

/** Products that the pages of one question show in all; there is no page behind them. */
export const maxPagedProducts = 500;
const version = '1';
const digestLength = 22;
/** Characters: short enough for a URL. */
export const maxPageTokenLength = 2 + digestLength + 1 + maxPagedProducts * markLength + 1 + 43;

export type PageTokenRefusal = 'too_long' | 'forged' | 'unknown_version' | 'of_another_question';

/**
 * The token of the next page, `version . question . marks . signature`: what it holds is all that is kept of the pages before. `digest` is 22 characters that tell the question, its
 * tenant and its space from any other; `marks` (`markOf`) are those of all products that were shown.
 */
export function createPageToken({ digest, marks }: { digest: string; marks: readonly string[] }, sign: Sign): string {
  const body = `${version}.${digest}.${marks.join('')}`;
  return `${body}.${sign(signed(body))}`;
}

/** The marks of what the pages before have shown, or why the token is refused. */
export function readPageToken(
  token: string,
  { digest, isSigned }: { digest: string; isSigned: IsSigned },
): { ok: true; marks: string[] } | { ok: false; reason: PageTokenRefusal } {
  if (token.length > maxPageTokenLength) return { ok: false, reason: 'too_long' };
  const [found, question, marks = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || !isSigned(signed(`${found}.${question}.${marks}`), signature))
    return { ok: false, reason: 'forged' };
  if (found !== version) return { ok: false, reason: 'unknown_version' };
  if (question !== digest) return { ok: false, reason: 'of_another_question' };
  const count = marks.length / markLength;
  return {
    ok: true,
    marks: Array.from({ length: count }, (_, n) => marks.slice(n * markLength, (n + 1) * markLength)),
  };
}

/** Under the same secret, no signature of another kind of token is good here. */
const signed = (body: string): string => `page ${body}`;
