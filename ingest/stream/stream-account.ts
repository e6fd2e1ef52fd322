import { maxStreamErrors, type StreamProgress } from '#schemas/http/events.ts';
import { countNotes, type Note, type NoteCounts } from '#schemas/http/notes.ts';

export type LineError = StreamProgress['errors'][number];

/** What is known of a stream so far. Counts are of events, and totals since its start. */
export type StreamTotals = Pick<
  StreamProgress,
  'durableThrough' | 'accepted' | 'duplicates' | 'rejected' | 'errorsOmitted' | keyof NoteCounts
>;

/** Adds up what became of the lines of a stream, whose pieces may be settled in any order. */
export type StreamAccount = {
  /** Says that a piece was read that ends with this line. Call it in the order of the lines; call the returned function once the piece is settled. */
  begin(lastLine: number): (settled: PieceOutcome) => void;
  totals(): StreamTotals;
  /** The listed errors that were not taken yet. */
  takeErrors(): LineError[];
};

export type PieceOutcome = {
  accepted: number;
  duplicates: number;
  errors: readonly LineError[];
  /** Of those that were accepted and have some. */
  notes: readonly (readonly Note[])[];
};

/** Creates an empty account. */
export function createStreamAccount(): StreamAccount {
  const pieces: { lastLine: number; isSettled: boolean }[] = [];
  const noted: NoteCounts = {};
  const totals = { durableThrough: 0, accepted: 0, duplicates: 0, rejected: 0, errorsOmitted: 0 };
  let untaken: LineError[] = [];
  let listed = 0;

  return {
    begin(lastLine) {
      const piece = { lastLine, isSettled: false };
      pieces.push(piece);
      return ({ accepted, duplicates, errors, notes }) => {
        countNotes(notes, noted);
        totals.accepted += accepted;
        totals.duplicates += duplicates;
        totals.rejected += errors.length;
        const room = errors.slice(0, maxStreamErrors - listed);
        listed += room.length;
        totals.errorsOmitted += errors.length - room.length;
        untaken.push(...room);
        piece.isSettled = true;
        while (pieces[0]?.isSettled === true) totals.durableThrough = pieces.shift()!.lastLine;
      };
    },
    totals: () => ({ ...totals, ...noted }),
    takeErrors() {
      const taken = untaken;
      untaken = [];
      return taken;
    },
  };
}
