import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted as soon as the server begins to close: answers without an end stop then. */
    closing: AbortSignal;
  }
}

/** Makes `closing` abort when the server closes: a server waits for every answer that has begun, and some have no end of their own. */
export function announceClosing(app: FastifyInstance): void {
  const controller = new AbortController();
  app.decorate('closing', controller.signal);
  app.addHook('preClose', async () => controller.abort());
}
