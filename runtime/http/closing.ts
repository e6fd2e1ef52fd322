import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted as soon as the server begins to close: answers without an end stop then. */
    closing: AbortSignal;
  }
}

/**
 * Makes `closing` abort when the server closes: a server waits for every answer that has begun, and some have no end of their own. Connections that have
 * sent nothing are closed then; clients open some ahead of need, and Node does not count them as idle.
 */
export function announceClosing(app: FastifyInstance): void {
  const controller = new AbortController();
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.decorate('closing', controller.signal);
  app.addHook('preClose', async () => {
    controller.abort();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  });
}
