/** As many products as the API takes at once. */
const maxProducts = 500;
/** Of one turn as JSON: below the 4 MiB that the API takes. */
const maxBytes = 3 * 1024 * 1024;

/** Splits what is to be sent into turns that the API takes, in order. Something that is too large by itself is a turn of its own, for the API to refuse. */
export function turnsOf<One extends { product: unknown }>(lines: readonly One[]): One[][] {
  const turns: One[][] = [];
  let sizeBytes = 0;
  for (const line of lines) {
    const ownBytes = new TextEncoder().encode(JSON.stringify(line.product)).length + 1;
    const turn = turns.at(-1);
    if (turn === undefined || turn.length === maxProducts || sizeBytes + ownBytes > maxBytes) {
      turns.push([line]);
      sizeBytes = ownBytes;
    } else {
      turn.push(line);
      sizeBytes += ownBytes;
    }
  }
  return turns;
}
