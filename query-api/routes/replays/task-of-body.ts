import type { AccessDirectory, Tenant } from '#domain/access/tenant.ts';
import type { Caller } from '#runtime/http/caller.ts';
import { Problem } from '#runtime/http/problem.ts';
import { faultOfAsOf, type ReplayTask } from '#schemas/http/replay-settings.ts';
import { replayKinds } from '#schemas/http/replays.ts';

/** What a body asks for, by its one field. Throws a 400 if it has none or several, a day that is none, or a look back on nothing. */
export function taskOfBody(body: Readonly<Partial<Record<ReplayTask['kind'], object>>>): ReplayTask {
  const named = replayKinds.filter((kind) => body[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1)
    throw new Problem(
      400,
      `Name one thing to do by a field of its name, ${replayKinds.join(', ')}: {"export": {"format": "parquet"}}.`,
    );
  const task = { kind, settings: body[kind] } as ReplayTask;
  if (task.kind === 'export') checkDays(task.settings);
  const fault = task.kind === 'asOf' ? faultOfAsOf(task.settings, Date.now()) : null;
  if (fault !== null) throw new Problem(400, fault);
  return task;
}

function checkDays({ from, to }: { from?: string; to?: string }): void {
  for (const [name, day] of Object.entries({ from, to }))
    if (day !== undefined && Number.isNaN(Date.parse(day)))
      throw new Problem(400, `export.${name} ${day} is no day of the calendar.`);
  if (from !== undefined && to !== undefined && from > to)
    throw new Problem(400, `export.from ${from} is after export.to ${to}: exchange them.`);
}

/** A rebuild is of all tenants of an installation. Throws a 403 if some of them are not the caller's. */
export function checkMayRebuild(
  caller: Caller & { kind: 'admin' },
  directory: Pick<AccessDirectory, never> & { tenants(): readonly Tenant[] },
): void {
  if (caller.role === 'super_admin') return;
  if (directory.tenants().every(({ adminId }) => adminId === caller.adminId)) return;
  throw new Problem(
    403,
    'A rebuild reads the events of every tenant here, and some are of other admins: ask whoever runs this installation for `recomengine rebuild`.',
  );
}
