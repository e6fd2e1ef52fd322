import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Convert, Default } from 'typebox/value';
import { contractErrors } from '#schemas/contract-errors.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

/**
 * Checks parameters, query and body of a route by its contracts, or throws a 400 that names every reason. Query and parameters
 * arrive as text: they are converted, and defaults filled in. A body is taken as it is: nothing is coerced, nothing dropped.
 */
export function createRequestCheck(route: Route): (request: FastifyRequest) => void {
  const params = route.params === undefined ? null : textCheck(route.params);
  const query = textCheck(route.query ?? noQuery);
  const body = route.body === undefined || (route.bodyReader ?? 'server') !== 'server' ? null : bodyCheck(route.body);
  return (request) => {
    if (params !== null) request.params = params(request.params);
    request.query = query(request.query);
    if (body !== null) request.body = body(request.body);
  };
}

const noQuery = { type: 'object', properties: {}, additionalProperties: false } as unknown as TSchema;

function textCheck(schema: TSchema): (value: unknown) => unknown {
  const validator = Compile(schema);
  const properties = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {};
  const lists = Object.keys(properties).filter((name) => properties[name]?.type === 'array');
  return (given) => {
    const wrapped = { ...(given as Record<string, unknown>) };
    for (const name of lists)
      if (wrapped[name] !== undefined && !Array.isArray(wrapped[name])) wrapped[name] = [wrapped[name]];
    const value = Default(schema, Convert(schema, wrapped));
    if (validator.Check(value)) return value;
    throw new Problem(400, 'The request is not valid: see errors.', { errors: contractErrors(validator, value) });
  };
}

function bodyCheck(schema: TSchema): (value: unknown) => unknown {
  const validator = Compile(schema);
  return (given) => {
    if (given === undefined) throw new Problem(400, 'The body is empty: send JSON.');
    if (!validator.Check(given))
      throw new Problem(400, 'The body is not valid: see errors.', { errors: contractErrors(validator, given) });
    return Default(schema, given);
  };
}
