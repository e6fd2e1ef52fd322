import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { strategies } from '#domain/strategies/index.ts';
import { contractErrors } from '#schemas/contract-errors.ts';
import { faultOfAsOf, type ReplayTask, replayBody } from '#schemas/http/replay-settings.ts';

/** Settings of a replay are not what its contract says; the message says what is wanted. */
class BadReplay extends Error {
  readonly code = 'usage';
  constructor(message: string) {
    super(message);
    this.name = 'BadReplay';
  }
}

/** Checks settings as POST /tenants/:id/replays does, and fills in what was left out. Throws `BadReplay`. */
export function checkTask(kind: ReplayTask['kind'], settings: object): ReplayTask {
  const contract = Compile(replayBody(strategies));
  const body = Value.Default(contract.Type(), { [kind]: settings }) as Record<string, object>;
  const [error] = contract.Check(body) ? [] : contractErrors(contract, body);
  if (error !== undefined) throw new BadReplay(error.message);
  const task = { kind, settings: body[kind] } as ReplayTask;
  const fault = task.kind === 'asOf' ? faultOfAsOf(task.settings, Date.now()) : null;
  if (fault !== null) throw new BadReplay(fault);
  return task;
}
