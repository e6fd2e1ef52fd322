import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    patience: Patience;
  }
}

/** How long a server waits for those who send to it; milliseconds. docs/configuration.md tells them. */
export type Patience = {
  /** From the begin of a connection, or of a request on it, to the end of its headers. */
  headersMs: number;
  /** From the headers of a request to its answer, the body included; also how long the rest of a body is read that was answered before it had arrived. No limit of bodies that handlers read piece by piece. */
  answerMs: number;
  /** A line of a stream, from its first byte to its end. */
  lineMs: number;
  /** A stream, from one byte to the next: shorter than `idleMs`, so that its sender is told. */
  restMs: number;
  /** A file, from one KiB to the next, as far as we waited for it. */
  kibibyteMs: number;
  /** A connection on which no byte moves is dropped, that of a stalled stream too. */
  idleMs: number;
  /** How often it is looked who is late. */
  sweepMs: number;
};

export const defaultPatience: Patience = {
  headersMs: 20_000,
  answerMs: 40_000,
  lineMs: 60_000,
  restMs: 110_000,
  kibibyteMs: 60_000,
  idleMs: 120_000,
  sweepMs: 5_000,
};

/** Makes it known to handlers that read bodies by themselves, as `request.server.patience`. */
export const tellPatience = (app: FastifyInstance, patience: Patience): void => void app.decorate('patience', patience);
