import type { IsSigned, Sign } from '#domain/access/tracking-token.ts';
import type { Scope } from '#domain/scope.ts';
import { createPageToken, maxPagedProducts, readPageToken } from '#domain/serving/page-token.ts';
import { markOf } from '#domain/serving/product-mark.ts';
import type { Served } from '#domain/serving/recommend.ts';
import type { AskedQuestion } from '#domain/serving/resolve-question.ts';
import { Problem } from '#runtime/http/problem.ts';
import { sha256Text } from '#runtime/sha256.ts';
import { askedQuestion, type WireQuestion } from './wire-question.ts';

/** The pages of one question: marks of what those before have shown, and the token of the next. */
export type Pages = {
  shown: readonly string[];
  /** Null on the last page. */
  next(question: AskedQuestion, served: Served, productIds: readonly string[]): string | null;
};

/** Creates a function that reads the page of a question; it throws a 400 for a token that is not of this question, tenant and space. */
export function createPages({ sign, isSigned }: { sign: Sign; isSigned: IsSigned }) {
  return (scope: Scope, wire: WireQuestion): Pages => {
    let known: string | undefined;
    const digestOf = () => {
      // Everything but how many are wanted, so that one page may be longer than another.
      known ??= sha256Text(JSON.stringify(askedQuestion(scope, { ...wire, limit: 1 }))).slice(0, 22);
      return known;
    };
    return {
      shown: wire.page === undefined ? [] : marksOf(wire.page, digestOf(), isSigned),
      next({ shown = [] }, { hasMore }, productIds) {
        if (!hasMore || productIds.length === 0) return null;
        const marks = [...shown, ...productIds.map(markOf)];
        return marks.length > maxPagedProducts ? null : createPageToken({ digest: digestOf(), marks }, sign);
      },
    };
  };
}

function marksOf(token: string, digest: string, isSigned: IsSigned): string[] {
  const read = readPageToken(token, { digest, isSigned });
  if (read.ok) return read.marks;
  const isOurs = read.reason === 'of_another_question';
  const message = isOurs
    ? 'This page is of another question, tenant or space: ask as for the page before; `limit` alone may be another.'
    : 'This is no page of an answer: send `meta.nextPage` of the answer before, as it is, or leave `page` out.';
  const errors = [{ path: '/page', message, code: isOurs ? 'foreign_page' : 'forged_page' }];
  throw new Problem(400, 'The request is not valid: see errors.', { errors });
}
