import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { Health, Readiness } from '#schemas/http/health.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';

const tag = 'Operation';
/** Requests for each of /health and /ready from one address in a minute: a monitor makes a few, tests and a rolling update make some hundreds. */
const perAddress = 6_000;

/** Liveness, readiness with each part's state and the consumers' lag, and metrics. */
export function healthRoutes({ readiness, metrics }: Pick<QueryApiDeps, 'readiness' | 'metrics'>): Route[] {
  const base = { method: 'GET', auth: 'public', limit: { perAddress }, tag } as const;
  const health = async () => success({ status: 'ok' } satisfies Health);
  const ready = async ({ caller }: FastifyRequest) => {
    // Details name hosts, topics and positions, so only the operator, who has the internal key, gets them.
    const isInternal = caller.kind === 'internal';
    const known = await readiness({ isNow: isInternal });
    const report = isInternal ? known : withoutDetails(known);
    if (report.status === 'unready') {
      const down = Object.entries(report.parts).flatMap(([name, { state, detail }]) =>
        state === 'up' ? [] : [`${name}: ${detail ?? state}`],
      );
      throw new Problem(503, `Not ready. ${down.join('; ')}`, { headers: { 'retry-after': '1' }, meta: report });
    }
    return success(report);
  };
  return [
    ...['/health', '/api/v1/health'].map(
      (path): Route => ({
        ...base,
        path,
        operationId: path === '/health' ? 'getHealth' : 'getApiHealth',
        summary: 'The process answers',
        answers: { 200: Health },
        handler: health,
      }),
    ),
    ...['/ready', '/api/v1/ready'].map(
      (path): Route => ({
        ...base,
        path,
        operationId: path === '/ready' ? 'getReadiness' : 'getApiReadiness',
        summary: "Each part's state, and the consumers' lag; what is wrong with a part, for INTERNAL_API_KEY alone",
        answers: { 200: Readiness },
        problems: [503],
        handler: ready,
      }),
    ),
    {
      ...base,
      path: '/internal/metrics',
      auth: 'internal',
      limit: 'none',
      operationId: 'getMetrics',
      summary: 'Metrics for Prometheus',
      answers: { 200: Type.String() },
      produces: 'text/plain',
      handler: async (_request: FastifyRequest, reply: FastifyReply) =>
        reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    },
  ];
}

const withoutDetails = (report: Readiness): Readiness => ({
  ...report,
  parts: Object.fromEntries(Object.entries(report.parts).map(([name, { state }]) => [name, { state }])),
});
