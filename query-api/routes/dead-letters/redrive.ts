import type { Scope } from '#domain/scope.ts';
import { type EventLog, LogError } from '#log/event-log.ts';
import { Problem } from '#runtime/http/problem.ts';
import { type Actor, recordDataAct } from '#stores/control/record-act.ts';
import { type DeadLetterRow, redriveDeadLetters } from '#stores/dead-letters/read-dead-letters.ts';
import type { Database } from '#stores/postgres/database.ts';

/**
 * Puts letters of a tenant back onto their topic, each once, repaired ones by their repair, and says so in the audit trail. Returns the ids of those that were put back. If the log
 * takes nothing that is a 503, and no letter is marked.
 */
export function redrive(
  { database, log }: { database: Database; log: EventLog },
  of: { tenantId: string; scopes: readonly Scope[] },
  actor: Actor,
  ids: readonly string[],
): Promise<string[]> {
  return redriveDeadLetters(
    database,
    of,
    ids,
    (letters) => appendAgain(log, letters),
    (client, deadLetterIds) =>
      recordDataAct(client, actor, {
        tenantId: of.tenantId,
        action: 'dead_letter.redriven',
        subjectId: of.tenantId,
        detail: { deadLetterIds },
      }),
  );
}

async function appendAgain(log: EventLog, letters: readonly DeadLetterRow[]): Promise<void> {
  try {
    for (const { topic, record_key, value, repaired_key, repaired_value } of letters)
      await log.append(topic, [{ key: repaired_key ?? record_key ?? '', value: repaired_value ?? value }]);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new Problem(
      503,
      'The event log takes nothing just now. No letter was marked; repairs are kept: redrive later.',
      {
        headers: { 'retry-after': '1' },
        cause,
      },
    );
  }
}
