import type { FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Default } from 'typebox/value';
import { contractErrors, pointerStep } from '#schemas/contract-errors.ts';
import { forbiddenNameError, isForbiddenName } from '#schemas/forbidden-name.ts';
import { takesStream } from '#schemas/route-contract.ts';
import { unstorablePath } from '#schemas/storable-text.ts';
import { createTextConversion, repeatedOf } from './convert-text.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

/**
 * Checks parameters, query and body of a route by its contracts, or throws a 400 that names every reason. Query and parameters
 * arrive as text: they are converted, and defaults filled in. A body is taken as it is: no value is converted, no field dropped.
 */
export function createRequestCheck(route: Route): (request: FastifyRequest) => void {
  const params = route.params === undefined ? null : createTextCheck(route.params);
  const query = route.query === undefined ? refuseAnyQuery : createTextCheck(route.query);
  const needsBody = route.body !== undefined && !takesStream(route);
  const body = route.body === undefined || route.bodyReader === 'handler' ? null : createBodyCheck(route.body);
  return (request) => {
    if (params !== null) request.params = params(request.params);
    request.query = query(request.query);
    if (needsBody && request.body === undefined) throw new Problem(400, 'The body is empty: send JSON.');
    if (body !== null) request.body = body(request.body);
  };
}

const noQuery = Compile(Type.Object({}, { additionalProperties: false }));

function refuseAnyQuery(given: unknown): unknown {
  for (const _ in given as object) throw invalid('The request is not valid: see errors.', noQuery, given);
  return given;
}

function createTextCheck(schema: TSchema): (value: unknown) => unknown {
  const validator = Compile(schema);
  const convert = createTextConversion(schema);
  return (given) => {
    const values = convert(given);
    if (!validator.Check(values)) throw invalidTexts(schema, validator, values);
    for (const name in values) {
      const path = unstorablePath(values[name], pointerStep(name));
      if (path !== undefined) throw unstorable(path);
      refuseForbiddenNames(values[name], pointerStep(name));
    }
    return values;
  };
}

function invalidTexts(schema: TSchema, validator: Validator, values: Record<string, unknown>): Problem {
  const repeated = repeatedOf(schema, values).map((name) => ({
    path: pointerStep(name),
    message: `Send \`${name}\` once, and not several times.`,
    code: 'repeated',
  }));
  const isRepeated = (path: string) => repeated.some((one) => path === one.path || path.startsWith(`${one.path}/`));
  const others = contractErrors(validator, values).filter(({ path }) => !isRepeated(path));
  return new Problem(400, 'The request is not valid: see errors.', { errors: [...others, ...repeated] });
}

/** Of an object that was gathered from texts; those of a body are looked for where it is parsed. */
function refuseForbiddenNames(value: unknown, path: string): void {
  if (typeof value !== 'object' || Array.isArray(value)) return;
  for (const name in value) {
    if (!isForbiddenName(name, undefined)) continue;
    const errors = [forbiddenNameError(path + pointerStep(name))];
    throw new Problem(400, 'The request is not valid: see errors.', { errors });
  }
}

function createBodyCheck(schema: TSchema): (value: unknown) => unknown {
  const validator = Compile(schema);
  return (given) => {
    if (!validator.Check(given)) throw invalid('The body is not valid: see errors.', validator, given);
    const path = unstorablePath(given, '');
    if (path !== undefined) throw unstorable(path);
    return Default(schema, given);
  };
}

function invalid(detail: string, validator: Validator, value: unknown): Problem {
  return new Problem(400, detail, { errors: contractErrors(validator, value) });
}

function unstorable(path: string): Problem {
  const message = 'Remove U+0000 and lone surrogates: no text here may have them.';
  return new Problem(400, message, { errors: [{ path, message, code: 'unstorable_text' }] });
}
