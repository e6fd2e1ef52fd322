/** What becomes of lines that are not what they should be: the evaluation is refused, or it goes on without them and says how many they were. */
export const badLinePolicies = ['refuse', 'skip'] as const;
export type BadLinePolicy = (typeof badLinePolicies)[number];

/** A file is not what an evaluation needs. */
export class BadInput extends Error {
  readonly code = 'bad_input';
  constructor(message: string) {
    super(message);
    this.name = 'BadInput';
  }
}

/** The bad lines of all files of an evaluation. */
export type BadLines = {
  add(file: string, line: number, wanted: string, text: string): void;
  /** Throws `BadInput` with the first of them if there is any and they are not to be skipped. */
  check(): void;
  readonly count: number;
  /** The first of them, as `file:line: what is wanted: the line`. */
  readonly examples: readonly string[];
};

const mostExamples = 5;
const mostText = 80;

export function createBadLines(policy: BadLinePolicy): BadLines {
  const examples: string[] = [];
  let count = 0;
  return {
    add(file, line, wanted, text) {
      count += 1;
      if (examples.length >= mostExamples) return;
      examples.push(
        `${file}:${line}: ${wanted}; it is: ${text.length > mostText ? `${text.slice(0, mostText)}…` : text}`,
      );
    },
    check() {
      if (policy === 'skip' || count === 0) return;
      const more = count > examples.length ? `\nand ${count - examples.length} more` : '';
      throw new BadInput(
        `${examples.join('\n')}${more}\nNothing was evaluated: mend these lines, or leave them out by --bad-lines skip.`,
      );
    },
    get count() {
      return count;
    },
    examples,
  };
}
