/** Yields the values of JSON lines whose text comes in pieces that may break anywhere. A line that the end has cut off is left out. */
export async function* jsonLinesIn<Value>(pieces: AsyncIterable<string>): AsyncGenerator<Value> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line);
  }
}
