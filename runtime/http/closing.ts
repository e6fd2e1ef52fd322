import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted as soon as the server begins to close: what would go on for ever ends then. */
    closing: AbortSignal;
  }
}

/** Tells answers without an end when the server closes, since it waits for all that was begun. */
export function announceClosing(app: FastifyInstance): void {
  const controller = new AbortController();
  app.decorate('closing', controller.signal);
  app.addHook('preClose', async () => controller.abort());
}
