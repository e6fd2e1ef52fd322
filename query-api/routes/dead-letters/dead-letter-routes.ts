import { type EventLog, LogError } from '#log/event-log.ts';
import { readAsFarAsItGoes } from '#log/read-as-far-as-it-goes.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import {
  DeadLetterList,
  DeadLetterReasonsQuery,
  DeadLettersQuery,
  type DeadLetterView,
  ReasonCountList,
  RedriveBody,
  RedriveResult,
} from '#schemas/http/dead-letters.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { countByReason } from '#stores/dead-letters/count-by-reason.ts';
import { type DeadLetterRow, listDeadLetters, redriveDeadLetters } from '#stores/dead-letters/read-dead-letters.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';

const path = '/api/v1/tenants/:id/dead-letters';
const tag = 'Dead letters';

/** Records of a tenant that could not be decoded or stored, and putting them back onto their topic, once. */
export function deadLetterRoutes({ database, directory, log }: QueryApiDeps): Route[] {
  return [
    {
      method: 'GET',
      path,
      auth: 'admin',
      limit: 'none',
      summary: 'Records that could not be used, the newest first',
      tag,
      params: TenantParams,
      query: DeadLettersQuery,
      answers: { 200: DeadLetterList },
      meta: PageMeta,
      async handler(request) {
        const tenant = tenantOf(request, directory, 'read');
        const { space = 'live', limit = defaultPageLimit, offset = 0, reason } = request.query as DeadLettersQuery;
        const { letters, total } = await listDeadLetters(database, tenant.scopes[space], reason ?? null, limit, offset);
        return success(letters.map(toView), { total, limit, offset });
      },
    },
    {
      method: 'GET',
      path: `${path}/reasons`,
      auth: 'admin',
      limit: 'none',
      summary: 'The same, counted by their reason',
      tag,
      params: TenantParams,
      query: DeadLetterReasonsQuery,
      answers: { 200: ReasonCountList },
      async handler(request) {
        const tenant = tenantOf(request, directory, 'read');
        const { space = 'live' } = request.query as DeadLetterReasonsQuery;
        const counts = await countByReason(database, tenant.scopes[space]);
        return success(counts.map(({ lastAt, ...count }) => ({ ...count, lastAt: lastAt.toISOString() })));
      },
    },
    {
      method: 'POST',
      path: `${path}/redrive`,
      auth: 'admin',
      limit: 'none',
      summary: 'Put records back onto their topic, each once',
      tag,
      params: TenantParams,
      body: RedriveBody,
      answers: { 200: RedriveResult },
      async handler(request) {
        const tenant = tenantOf(request, directory, 'write');
        const { deadLetterIds } = request.body as RedriveBody;
        const redriven = await redriveDeadLetters(database, Object.values(tenant.scopes), deadLetterIds, (letters) =>
          appendAgain(log, letters),
        );
        return success({ redriven, skipped: deadLetterIds.filter((id) => !redriven.includes(id)) });
      },
    },
  ];
}

/** Appends the raw bytes again, unchanged. If the log takes nothing, the answer is a 503, and no letter is marked. */
async function appendAgain(log: EventLog, letters: readonly DeadLetterRow[]): Promise<void> {
  try {
    for (const { topic, record_key, value } of letters) await log.append(topic, [{ key: record_key ?? '', value }]);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new Problem(503, 'The event log takes nothing just now: nothing was marked, ask again.', {
      headers: { 'retry-after': '1' },
      cause,
    });
  }
}

function toView(row: DeadLetterRow): DeadLetterView {
  return {
    id: row.id,
    topic: row.topic,
    partition: row.partition,
    offset: row.offset.toString(),
    key: row.record_key,
    value: row.value?.toString('base64') ?? null,
    reason: row.reason,
    detail: row.detail,
    ...readAsFarAsItGoes(row.topic, row.value),
    at: row.at.toISOString(),
    redrivenAt: row.redriven_at?.toISOString() ?? null,
  };
}
