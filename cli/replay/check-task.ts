import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { strategies } from '#domain/strategies/index.ts';
import { contractErrors } from '#schemas/contract-errors.ts';
import { faultsOfReplay } from '#schemas/http/faults-of-replay.ts';
import { type ReplayTask, replayBody } from '#schemas/http/replay-settings.ts';
import { inOptions } from './in-options.ts';

/** Settings of a replay are not what its contract says; the message says what is wanted of which option, a line each. */
class BadReplay extends Error {
  readonly code = 'usage';
  constructor(messages: readonly string[]) {
    super(messages.map(inOptions).join('\n'));
    this.name = 'BadReplay';
  }
}

/** Checks settings as POST /tenants/:id/replays does, but for rules, which are compared with a catalog, and fills in what was left out. `nowMs`: milliseconds since 1970. Throws `BadReplay`. */
export function checkTask(kind: ReplayTask['kind'], settings: object, nowMs: number): ReplayTask {
  const contract = Compile(replayBody(strategies));
  const body = Value.Default(contract.Type(), { [kind]: settings }) as Record<string, object>;
  const task = { kind, settings: body[kind] } as ReplayTask;
  const errors = contract.Check(body) ? faultsOfReplay(task, nowMs) : contractErrors(contract, body);
  if (errors.length > 0) throw new BadReplay(errors.map(({ message }) => message));
  return task;
}
