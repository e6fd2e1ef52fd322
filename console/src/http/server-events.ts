/** One frame of an event stream. `id` is where the reader stands behind it; `data` is null in a frame that only moves the reader on. */
export type ServerEvent = { id: string | null; event: string; data: string | null };

/** Yields the frames of an event stream (HTML standard, 9.2.6), whose text comes in pieces that may break anywhere. Comments are left out, and so is a frame that the end has cut off. */
export async function* serverEventsIn(pieces: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let rest = '';
  for await (const piece of pieces) {
    const frames = (rest + piece).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const read = toEvent(frame);
      if (read.id !== null || read.data !== null) yield read;
    }
  }
}

/** Yields the text of a body, as it comes. Ends early without a trace if the caller does. */
export async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  // Safari cannot loop over a body.
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function toEvent(frame: string): ServerEvent {
  const found: ServerEvent = { id: null, event: 'message', data: null };
  for (const line of frame.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).replace(/^ /, '');
    const name = line.slice(0, colon);
    if (name === 'id') found.id = value;
    if (name === 'event') found.event = value;
    if (name === 'data') found.data = found.data === null ? value : `${found.data}\n${value}`;
  }
  return found;
}
