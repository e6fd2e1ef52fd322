import Type from 'typebox';
import { answerRegistryRequest, registryPaths } from '#schemas/registry-subset.ts';
import { registryMediaType } from '#schemas/route-contract.ts';
import type { Route } from './route.ts';

/** Of reads, which find what is made already; it is high enough, since a client keeps each schema that it has read. */
const perAddress = 3_000;
/** Of schemas that are sent: a schema is parsed and compared on the thread that answers shoppers. Ours have 3 KiB at most. */
const bodyLimitBytes = 32 << 10;

/** The bodies that a registry takes and returns. */
const AnyBody = Type.Object(
  { schema: Type.Optional(Type.String({ examples: ['"string"'] })), compatibility: Type.Optional(Type.String()) },
  { additionalProperties: true },
);

/** The errors of a registry, and not our problem documents, since its clients expect their own form. */
const Fault = Type.Object(
  { error_code: Type.Integer({ examples: [40401] }), message: Type.String({ examples: ['Subject not found.'] }) },
  { description: 'As that registry refuses.' },
);

/** Names of the operations whose path does not read as one. */
const operationIds: Readonly<Record<string, string>> = {
  'POST /subjects/:subject': 'lookUpSchema',
  'POST /subjects/:subject/versions': 'registerSchema',
  'GET /schemas/ids/:id': 'getSchemaById',
  'GET /schemas/ids/:id/schema': 'getSchemaTextById',
  'GET /schemas/ids/:id/versions': 'getSubjectVersionsById',
  'POST /compatibility/subjects/:subject/versions/:version': 'checkCompatibility',
  'POST /compatibility/subjects/:subject/versions': 'checkCompatibilityWithAll',
};

/**
 * The paths of a Confluent schema registry in read-only mode. Schemas are public, as /openapi.json is, and are read without a key; what takes a schema (look-up, registering, compatibility)
 * or a level is for INTERNAL_API_KEY.
 */
export function schemaRegistryRoutes(): Route[] {
  return registryPaths.map(({ method, path }): Route => {
    const operationId = operationIds[`${method} ${path}`];
    return {
      method,
      path,
      ...(operationId !== undefined && { operationId }),
      ...(method === 'GET'
        ? ({ auth: 'public', limit: { perAddress } } as const)
        : ({ auth: 'internal', limit: 'none', bodyLimitBytes, documentedBody: AnyBody } as const)),
      summary: 'As a Confluent schema registry answers',
      tag: 'Schema registry',
      // Clients of a registry send many parameters, such as `deleted` and `normalize`.
      query: Type.Object({}, { additionalProperties: true }),
      consumes: [registryMediaType, 'application/json'],
      answers: { 200: Type.Unknown({ description: 'As that registry answers.' }), 404: Fault, 422: Fault },
      produces: registryMediaType,
      bodyReader: 'handler',
      async handler(request, reply) {
        const asked = { method: request.method, path: request.url.split('?')[0] ?? '', body: request.body };
        const answer = answerRegistryRequest(asked);
        if (answer === null) throw new Error(`the registry does not know ${path}, which it names`);
        return reply.code(answer.status).type(registryMediaType).send(JSON.stringify(answer.body));
      },
    };
  });
}
