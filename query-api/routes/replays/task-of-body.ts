import type { AccessDirectory, Tenant } from '#domain/access/tenant.ts';
import type { Caller } from '#runtime/http/caller.ts';
import { Problem } from '#runtime/http/problem.ts';
import { faultsOfReplay } from '#schemas/http/faults-of-replay.ts';
import type { ReplayTask } from '#schemas/http/replay-settings.ts';
import { replayKinds } from '#schemas/http/replays.ts';

/** What a body asks for, by its one field. Throws a 400 if it has none or several, or if that asks for what cannot be done. */
export function taskOfBody(body: Readonly<Partial<Record<ReplayTask['kind'], object>>>): ReplayTask {
  const named = replayKinds.filter((kind) => body[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1)
    throw new Problem(
      400,
      `Name one thing to do by a field of its name, ${replayKinds.join(', ')}: {"export": {"format": "parquet"}}.`,
    );
  const task = { kind, settings: body[kind] } as ReplayTask;
  const errors = faultsOfReplay(task, Date.now());
  if (errors.length > 0) throw new Problem(400, 'The body is not valid: see errors.', { errors });
  return task;
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
