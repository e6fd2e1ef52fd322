import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { ProblemDocument } from '#schemas/http/problem.ts';
import { type Operation, readOperations } from './http-operations.ts';

export type HttpPropertyOptions = {
  url: string;
  seed: number;
  requestsPerOperation: number;
  /** A credential for each security scheme of the contract: `adminToken`, `apiKey`, `internalKey`. Keys should have high rate limits. */
  tokens: Readonly<Record<string, string>>;
  /** Values of path parameters that exist, by name; others are made up. */
  known: Readonly<Record<string, readonly string[]>>;
  /** Operations to leave out, such as those that would delete what the rest needs. */
  isLeftOut?: (operation: Operation) => boolean;
};

const isProblem = Compile(ProblemDocument);
const requestTimeoutMs = 20_000;

/**
 * Sends random requests to every operation of a running server: mutations of the contract's examples, random JSON, text that is
 * not JSON, parameters of every kind. Returns what broke the promise that no request makes a 5xx, and that every refusal is a
 * problem document under its request id, or what the contract describes instead. The same seed sends the same requests.
 */
export async function findHttpViolations(
  options: HttpPropertyOptions,
): Promise<{ sent: number; violations: string[] }> {
  const violations: string[] = [];
  let sent = 0;
  for (const operation of await readOperations(options.url)) {
    if (options.isLeftOut?.(operation)) continue;
    const requests = fc.sample(requestOf(operation, options), {
      seed: options.seed,
      numRuns: options.requestsPerOperation,
    });
    for (const request of requests) {
      sent += 1;
      const violation = await violationOf(options.url, request, operation.ownRefusals);
      if (violation !== null)
        violations.push(`${request.method} ${request.path}: ${violation} ${JSON.stringify(request)}`);
    }
  }
  return { sent, violations };
}

type Sent = { method: string; path: string; headers: Record<string, string>; body: string | undefined };

async function violationOf(
  url: string,
  { method, path, headers, body }: Sent,
  ownRefusals: readonly string[],
): Promise<string | null> {
  const response = await fetch(url + path, { method, headers, body, signal: AbortSignal.timeout(requestTimeoutMs) });
  const type = response.headers.get('content-type')?.split(';')[0];
  // A stream has no end; that it has begun is its answer.
  if (type === 'text/event-stream') await response.body?.cancel();
  const text = response.bodyUsed ? '' : await response.text();
  if (response.status >= 500) return `answered ${response.status} ${text}`;
  const requestId = response.headers.get('x-request-id');
  if (requestId === null) return 'has no request id';
  if (response.status < 400) return null;
  if (ownRefusals.includes(`${response.status} ${type}`)) return null;
  if (type !== 'application/problem+json') return `${response.status} is no problem document: ${text}`;
  const problem: unknown = JSON.parse(text);
  if (!isProblem.Check(problem)) return `is not the contract's problem: ${JSON.stringify(isProblem.Errors(problem))}`;
  if (problem.status !== response.status || problem.meta.requestId !== requestId || problem.detail.length === 0)
    return `says other things than its headers: ${text}`;
  return null;
}

const oddText = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 10 }),
  fc.constantFrom('', '\0', 'null', '-1', '1.5', '9'.repeat(30), '../..', '%', '__proto__', '🫖', 'x'.repeat(300)),
  fc.constantFrom('2026-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '2026-12-31T23:59:60Z', '9999-12-31T23:59:59+23:59'),
);
const oddHeader = fc.oneof(
  fc.stringMatching(/^[ -~]{0,20}$/),
  fc.constantFrom('0.00000000', '1.00000000.0', '"1"', 'x'.repeat(300)),
);
const oddJson: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 3 }), oddText, fc.double(), fc.constant({}));

function requestOf(operation: Operation, options: HttpPropertyOptions): fc.Arbitrary<Sent> {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const token = operation.schemes.map((scheme) => options.tokens[scheme]).find((one) => one !== undefined);
  return fc
    .record({
      params: fc.tuple(...names.map((name) => paramOf(options.known[name] ?? []))),
      query: fc.array(
        fc.tuple(
          fc.oneof(
            { weight: 8, arbitrary: fc.constantFrom(...operation.queryNames, 'space') },
            { weight: 1, arbitrary: oddText },
          ),
          fc.oneof({ weight: 4, arbitrary: oddText }, { weight: 1, arbitrary: fc.constant('true') }),
        ),
        { maxLength: 3 },
      ),
      headers: fc.tuple(
        ...operation.headerNames.map((name) => fc.tuple(fc.constant(name), fc.option(oddHeader, { freq: 8 }))),
      ),
      body: operation.body === null ? fc.constant(undefined) : bodyOf(operation.body.example),
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constant(operation.body?.type) },
        { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', 'nonsense') },
      ),
      token: fc.oneof(
        { weight: 9, arbitrary: fc.constant(token) },
        { weight: 1, arbitrary: fc.constantFrom('nonsense', 'rk_live_nonsense', undefined) },
      ),
    })
    .map(({ params, query, headers, body, type, token: sentToken }) => {
      const path = names.reduce(
        (so, name, index) => so.replace(`{${name}}`, encode(params[index] ?? '')),
        operation.path,
      );
      const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
      return {
        method: operation.method,
        path: search === '' ? path : `${path}?${search}`,
        body,
        headers: {
          ...(sentToken === undefined ? {} : { authorization: `Bearer ${sentToken}` }),
          ...(body === undefined || type === undefined ? {} : { 'content-type': type }),
          ...Object.fromEntries(headers.filter((header): header is [string, string] => header[1] !== null)),
        },
      };
    });
}

/** Mostly values that exist, so that requests reach the handler. */
function paramOf(known: readonly string[]): fc.Arbitrary<string> {
  const other = fc.oneof(
    fc.uuid(),
    oddText.map((text) => text || '-'),
  );
  return known.length === 0
    ? other
    : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: other });
}

function bodyOf(example: unknown): fc.Arbitrary<string> {
  const asText = (value: unknown) => JSON.stringify(value) ?? '';
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(asText(example)) },
    { weight: 6, arbitrary: mutationOf(example).map(asText) },
    { weight: 2, arbitrary: oddJson.map(asText) },
    { weight: 1, arbitrary: oddText },
  );
}

/** The example with one field, at any depth, replaced, removed or added. */
function mutationOf(example: unknown): fc.Arbitrary<unknown> {
  if (typeof example !== 'object' || example === null) return oddJson;
  if (Array.isArray(example))
    return fc.oneof(
      oddJson,
      mutationOf(example[0]).map((first) => [first, ...example.slice(1)]),
    );
  const entries = Object.entries(example);
  const added = fc.tuple(oddText, oddJson).map(([name, value]) => ({ ...example, [name]: value }));
  if (entries.length === 0) return added;
  const changed = fc
    .constantFrom(...entries)
    .chain(([name, value]) =>
      fc.oneof(
        { weight: 3, arbitrary: mutationOf(value).map((next) => ({ ...example, [name]: next })) },
        { weight: 1, arbitrary: fc.constant(Object.fromEntries(entries.filter(([other]) => other !== name))) },
      ),
    );
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 1, arbitrary: added });
}

/** As encodeURIComponent, which throws at lone surrogates. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
