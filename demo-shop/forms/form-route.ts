import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Route } from '#runtime/http/route.ts';
import { shopRoute } from '../page-route.ts';

export type Fields = Readonly<Record<string, string | undefined>>;

const maxFormBytes = 8_192;

/** Makes a route of a form: it works without scripts, so it takes what browsers send by themselves. */
export const formRoute = (
  path: string,
  handler: (fields: Fields, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): Route => ({
  ...shopRoute,
  method: 'POST',
  path,
  summary: 'A form of the demo shop',
  body: Type.Object({}, { additionalProperties: Type.String({ maxLength: 2_048 }) }),
  bodyLimitBytes: maxFormBytes,
  consumes: ['application/x-www-form-urlencoded'],
  answers: { 303: null },
  produces: 'text/html',
  handler: (request, reply) => handler(request.body as Fields, request, reply),
});

/** Leads the browser to a page of the shop, which it asks for by GET. An address elsewhere is none of ours: then it is the first page. */
export const seeOther = (reply: FastifyReply, address = ''): FastifyReply =>
  reply.redirect(/^\/demo(?![^/?])[\w/?&=%.~+:-]*$/.test(address) ? address : '/demo', 303);
