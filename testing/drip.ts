import { connect } from 'node:net';

/** The length of the body to name in the head of a request that is sent by `drip`. */
export const bodyBytes = 1_000;
/** So that the body never comes to its end. */
const dripMs = 100;
/** Far beyond the patience of any server: what is open then is held for ever. */
const forEverMs = 60_000;

/** A connection that sends `head`, and then a byte now and then of a body that never ends. Resolves with all that the server says, once it has closed the connection; beginning with 'held for ever' if it does not. */
export function drip(url: string, head: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { hostname, port } = new URL(url);
  let said = '';
  const socket = connect(Number(port), hostname, () => socket.write(head));
  let left = bodyBytes - 1;
  const dripping = setInterval(() => !socket.connecting && left-- > 0 && socket.write(' '), dripMs);
  socket.on('data', (piece) => (said += piece));
  socket.on('error', () => {});
  const leaving = setTimeout(() => {
    said = `held for ever: ${said}`;
    socket.destroy();
  }, forEverMs);
  socket.on('close', () => {
    clearInterval(dripping);
    clearTimeout(leaving);
    resolve(said);
  });
  return promise;
}
