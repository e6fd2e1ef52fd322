import type { IncomingMessage } from 'node:http';

/**
 * Reads the rest of a body and drops it: if it stayed unread, a client that sends all of it first would not get the answer, and the next request on the connection would wait behind it. Whoever has read the body
 * until now may have left without saying so, and a stream does not flow while anybody waits for it to be readable.
 */
export function dropRest(request: IncomingMessage): void {
  request.removeAllListeners('readable');
  request.resume();
}
