import type { EventName } from '#domain/events/event-names.ts';
import { nameLine } from '#domain/events/spellings/name-line.ts';
import type { Scope } from '#domain/scope.ts';
import { createLineReader, type InputLine } from '#runtime/text/line-reader.ts';
import { createTurns } from '#runtime/turns.ts';
import type { Note } from '#schemas/http/notes.ts';
import type { AcceptParts, EventOutcome } from '../accept-events.ts';
import { acceptInPieces, type PieceTerms } from '../accept-in-pieces.ts';
import { eventNamesOf } from '../event-names-of.ts';
import { spellEvents } from '../spell-events.ts';
import { maxLineBytes, parseLine } from './parse-line.ts';
import type { LineError, PieceOutcome, StreamAccount } from './stream-account.ts';
import { watchLines } from './watch-lines.ts';

/** The most appends of one stream that wait for the log. While there are as many, its input is not read: that is the back-pressure. */
const maxAppendsInFlight = 8;
/** The most lines of one append: 2 ms of work, after which other requests and streams have their turn. */
const maxLinesPerAppend = 250;
/** What a stream goes on under. */
export type StreamTerms = {
  /** Asked before each append whether the sender still may and waits, since a stream lasts as long as it has lines: throws if not. */
  admit: () => unknown;
  /** The longest time in which a line arrives. */
  lineMs: number;
  /** What a line without time and id of its own, counted from 1, is known by when it comes again; null if nothing tells. */
  idOfLine: ((line: number) => string) | null;
};

/** Of all streams of this process. */
const turn = createTurns();

/**
 * Takes in lines of JSON until the input ends, appends them in their order, and enters what becomes of them into `account`. Rejects if the input
 * breaks off, the log refuses or `admit` does, but only after every append under way is settled: the account is final then.
 */
export async function acceptStream(
  parts: AcceptParts,
  scope: Scope,
  input: AsyncIterable<Buffer>,
  account: StreamAccount,
  { admit, lineMs, idOfLine }: StreamTerms,
): Promise<void> {
  const reader = watchLines(createLineReader(maxLineBytes), lineMs, parts.now);
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let linesRead = 0;
  let before: Promise<unknown> = Promise.resolve();

  async function take(lines: readonly InputLine[]): Promise<void> {
    for (let from = 0; from < lines.length && failures.length === 0; from += maxLinesPerAppend) {
      // Lines that are refused wait for no append: without this they would have the thread until their body ends.
      await turn();
      await parts.whenCalm?.();
      await admit();
      const piece = lines.slice(from, from + maxLinesPerAppend);
      const firstLine = linesRead + 1;
      linesRead += piece.length;
      parts.metrics.eventStreamLines.inc(piece.length);
      const settle = account.begin(linesRead);
      const { promise: left, resolve: leave } = Promise.withResolvers<void>();
      const append: Promise<void> = acceptPiece(parts, scope, piece, {
        firstLine,
        idOfLine,
        admit,
        lane: { before, leave },
      })
        .then(settle, (error: unknown) => void failures.push(error))
        .finally(() => {
          leave();
          underWay.delete(append);
        });
      before = before.then(() => left);
      underWay.add(append);
      while (underWay.size >= maxAppendsInFlight) await Promise.race(underWay);
    }
  }

  try {
    for await (const chunk of input) {
      await take(reader.push(chunk));
      if (failures.length > 0) break;
    }
    await take(reader.end());
  } finally {
    await Promise.all(underWay);
  }
  if (failures.length > 0) throw failures[0];
}

async function acceptPiece(
  parts: AcceptParts,
  scope: Scope,
  lines: readonly InputLine[],
  { firstLine, idOfLine, ...terms }: Pick<StreamTerms, 'idOfLine'> & PieceTerms & { firstLine: number },
): Promise<PieceOutcome> {
  const values: unknown[] = [];
  const lineOfValue: number[] = [];
  const errors: LineError[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const text = lines[i]!;
    if (text === '' || text === '\r') continue;
    const parsed = parseLine(text);
    if (parsed.ok) {
      const line = firstLine + i;
      values.push(idOfLine === null ? parsed.value : nameLine(parsed.value, { eventId: idOfLine(line) }));
      lineOfValue.push(line);
    } else {
      errors.push({ line: firstLine + i, errors: [parsed.error] });
    }
  }
  const outcomes =
    values.length === 0
      ? []
      : await acceptInPieces(parts, scope, spellHistory(values, eventNamesOf(parts, scope)), terms);
  return count(outcomes, lineOfValue, errors);
}

/** A stream brings what was sent to somebody else before, so `sentAt` tells nothing of the way to us. */
const spellHistory = (values: readonly unknown[], names: readonly EventName[]) =>
  spellEvents(values, names).map(({ sentAt: _, ...spelled }) => spelled);

function count(outcomes: readonly EventOutcome[], lineOfValue: readonly number[], errors: LineError[]): PieceOutcome {
  let accepted = 0;
  let duplicates = 0;
  const notes: (readonly Note[])[] = [];
  for (const outcome of outcomes) {
    const { index, item } = outcome;
    if (outcome.status === 'rejected')
      errors.push({ line: lineOfValue[index]!, ...(item === null ? {} : { item }), errors: [...outcome.errors] });
    else if (outcome.status === 'accepted') {
      accepted += 1;
      if (outcome.notes.length > 0) notes.push(outcome.notes);
    } else duplicates += 1;
  }
  return { accepted, duplicates, notes, errors: errors.sort((a, b) => a.line - b.line) };
}
