/**
 * Pages to write bytes on, of one size, used again and again: each array of V8 outside of its heap counts until a collection finds it unused, and 64 MiB of new ones set off a collection of the
 * whole heap, which holds the thread for as long as a dozen questions and more.
 */
export type Paper = {
  readonly pageBytes: number;
  /** A page with whatever it has on it. */
  take(): Buffer;
  /** Takes pages back that nobody reads any more. Of a page that was cut the whole comes back. */
  giveBack(pages: readonly Buffer[]): void;
};

/** A page is copied in some 20 microseconds. */
const pageBytes = 256 * 1_024;

/** Keeps at most `mostPages` that are not in use. */
export function createPaper(mostPages: number): Paper {
  const unused: ArrayBufferLike[] = [];
  return {
    pageBytes,
    take: () => Buffer.from(unused.pop() ?? new ArrayBuffer(pageBytes)),
    giveBack(pages) {
      for (const { buffer } of pages) if (unused.length < mostPages) unused.push(buffer);
    },
  };
}
