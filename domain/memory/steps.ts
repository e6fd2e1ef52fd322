/** Work that is done bit by bit, each of a fraction of a millisecond, so that others have their turn in between. */
export type Steps<Result = void> = Generator<undefined, Result>;

/** Runs all steps at once and returns their result. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
