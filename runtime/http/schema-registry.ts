import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerRegistryRequest, registryContentType } from '#schemas/registry-subset.ts';
import { parseJson } from './parse-json.ts';

const places = [
  '/subjects',
  '/subjects/*',
  '/schemas/*',
  '/compatibility/*',
  '/config',
  '/config/*',
  '/mode',
  '/mode/*',
];

/** The paths of a Confluent schema registry, read-only and for everybody: schemas are public, as /openapi.json is. */
export function registerSchemaRegistry(app: FastifyInstance): void {
  app.addContentTypeParser(registryContentType, { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(text as string));
    } catch (error) {
      done(error as Error);
    }
  });
  for (const url of places)
    app.route({
      method: ['GET', 'POST', 'PUT'],
      url,
      async handler({ method, url: asked, body }: FastifyRequest, reply) {
        const answer = answerRegistryRequest({ method, path: asked.split('?')[0] ?? '', body });
        if (answer === null) return reply.callNotFound();
        return reply.code(answer.status).type(registryContentType).send(JSON.stringify(answer.body));
      },
    });
}
