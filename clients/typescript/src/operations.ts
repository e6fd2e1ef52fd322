import type { paths } from './openapi.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths that take a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends keyof paths> = paths[P][M];
type Parameters<Op> = Op extends { parameters: infer Given } ? Given : never;
type Body<Op> = Op extends { requestBody: { content: { 'application/json': infer Sent } } } ? Sent : undefined;
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : undefined extends Value
    ? { [N in Name]?: Value }
    : { [N in Name]: Value };

/** What a call is given: `path` fills the braces of the path, `query` and `body` are as in the document. */
export type Input<M extends Method, P extends keyof paths> = Part<'path', Get<Parameters<Operation<M, P>>, 'path'>> &
  Part<'query', Get<Parameters<Operation<M, P>>, 'query'>> &
  Part<'body', Body<Operation<M, P>>>;
type Get<Given, Name extends string> = Name extends keyof Given ? Given[Name] : undefined;

type Success = 200 | 201 | 202 | 204;

/** What a call answers: the whole envelope; undefined where there is no JSON. */
export type Answer<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { responses: infer Responses }
    ? { [S in keyof Responses & Success]: JsonOf<Responses[S]> }[keyof Responses & Success]
    : never;
type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : undefined;
