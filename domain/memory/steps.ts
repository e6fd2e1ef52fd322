/** Work in steps of a fraction of a millisecond each, so that other work gets its turn in between. */
export type Steps<Result = void> = Generator<undefined, Result>;

/** Runs all steps at once and returns their result. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
