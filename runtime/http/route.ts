import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteAuth, RouteContract } from '#schemas/route-contract.ts';

export type { RouteAuth, RouteLimit } from '#schemas/route-contract.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See `isOfSender`. */
    isOfSender?: boolean;
    /** Who may call the route. */
    auth?: RouteAuth;
  }
}

/** One route as one value: contract, access and handler. The routes tables are lists of these; OpenAPI is generated from them. */
export type Route = RouteContract & {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Who checks the body. `server` (the default): the server, by the contract `body`. `handler`: the handler, piece by piece, and the
   * contract is only shown. Lines (`application/x-ndjson`) and files are read and checked by the handler, whatever their Content-Encoding.
   */
  bodyReader?: 'server' | 'handler';
  /** Returns `success(data)`, or sends an answer outside of the envelope: see `answerCsv`, `answerEventStream`. Throws a `Problem`. */
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
};
