import Type, { type Static } from 'typebox';
import { closed, literals } from './fields.ts';
import { ProblemError } from './problem.ts';

const howMany = (description: string) =>
  Type.Optional(
    Type.Integer({ minimum: 1, description: `How many of what was accepted: ${description}`, examples: [1] }),
  );

/** Fields of `meta`, and of the progress of a stream: how much was kept otherwise than it was sent. Left out where nothing was. */
export const noteCounts = {
  rounded: howMany('an amount finer than 4 decimal places was rounded, half to even.'),
  clockCorrected: howMany(
    'the clock of the device was off by more than a minute, and the event counts at the time by ours.',
  ),
  shortened: howMany(
    'its metadata, in the spelling of Segment, PostHog or GA4, is too large: what we read is kept, the rest left out.',
  ),
  trimmed: howMany('a category is kept without the empty parts of its path.'),
  weighed: howMany('a quantity that is no whole number is kept as one piece at what was paid.'),
};

/** By the word for programs: the field that counts it. */
const fieldsByCode = {
  clock_corrected: 'clockCorrected',
  rounded: 'rounded',
  shortened: 'shortened',
  trimmed: 'trimmed',
  weighed: 'weighed',
} as const satisfies Record<string, keyof typeof noteCounts>;
const noteCodes = Object.keys(fieldsByCode) as (keyof typeof fieldsByCode)[];

/** One thing that is kept otherwise than it was sent. */
export const Note = closed(
  {
    path: ProblemError.properties.path,
    message: Type.String({ description: 'How it is kept.', examples: ['1.00005 is kept as 1.0000.'] }),
    code: literals(noteCodes, { description: 'A word for programs.', examples: ['rounded'] }),
  },
  { description: 'What is kept otherwise than it was sent.' },
);
export type Note = Static<typeof Note>;

/** Of what was accepted; left out where everything is kept as it was sent. */
export const notesField = { notes: Type.Optional(Type.Array(Note)) };

export type NoteCounts = { [Field in keyof typeof noteCounts]?: number };

/** Adds to `counts` how many of these have a note of each kind. */
export function countNotes(each: Iterable<readonly Note[]>, counts: NoteCounts = {}): NoteCounts {
  for (const notes of each)
    for (const code of notes.length === 0 ? [] : new Set(notes.map((note) => note.code)))
      counts[fieldsByCode[code]] = (counts[fieldsByCode[code]] ?? 0) + 1;
  return counts;
}
