import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Drops the connection of a body that takes too long to arrive: from its headers on if the request stays here, or from its answer on if it was answered before the body had come. Who sends a byte now and
 * then would else hold a connection for ever.
 */
export function endLateBody(
  request: IncomingMessage,
  response: ServerResponse,
  { answerMs, isPassedOn }: { answerMs: number; isPassedOn: boolean },
): void {
  const dropLater = () => {
    const dropping = setTimeout(() => !request.complete && request.socket.destroy(), answerMs);
    request.once('close', () => clearTimeout(dropping));
    request.once('end', () => clearTimeout(dropping));
  };
  if (!isPassedOn && !request.complete) dropLater();
  response.once('finish', () => !request.complete && dropLater());
}
