/** Lines found and hit of one source file. */
export type FileCoverage = { file: string; found: number; hit: number };

/** Reads the SF, LF and LH records of an lcov tracefile. */
export function parseLcov(lcov: string): FileCoverage[] {
  return lcov
    .split('end_of_record')
    .map((block) => ({
      file: /^SF:(.+)$/m.exec(block)?.[1] ?? '',
      found: Number(/^LF:(\d+)$/m.exec(block)?.[1] ?? 0),
      hit: Number(/^LH:(\d+)$/m.exec(block)?.[1] ?? 0),
    }))
    .filter(({ file }) => file !== '');
}

/** Returns the percentage of lines hit among the files that `isCounted`; 0 if there are none, so that an empty report never passes. */
export function coverageOf(covered: readonly FileCoverage[], isCounted: (file: string) => boolean): number {
  const counted = covered.filter(({ file }) => isCounted(file));
  const found = counted.reduce((sum, file) => sum + file.found, 0);
  const hit = counted.reduce((sum, file) => sum + file.hit, 0);
  return found === 0 ? 0 : (100 * hit) / found;
}
