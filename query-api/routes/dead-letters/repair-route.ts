import { type JudgeContext, judgeEvent } from '#domain/events/judge-event.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { normaliseWireEvent } from '#domain/events/spellings/index.ts';
import type { Scope } from '#domain/scope.ts';
import { encodeEvent, eventKey } from '#log/codec.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { sha256 } from '#runtime/sha256.ts';
import { DeadLetterParams, DeadLetterView } from '#schemas/http/dead-letters.ts';
import { AnyWireEvent } from '#schemas/http/events.ts';
import { readKnownIds } from '#stores/catalog/read-known-ids.ts';
import { recordDataAct } from '#stores/control/record-act.ts';
import { keepRepair } from '#stores/dead-letters/keep-repair.ts';
import { type DeadLetterRow, readDeadLetter } from '#stores/dead-letters/read-dead-letters.ts';
import { createArchivedMonths } from '#stores/duplicates/archived-months.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { draftOfLetter } from './draft-of-letter.ts';
import { letterView } from './letter-view.ts';
import { redrive } from './redrive.ts';

/**
 * POST …/dead-letters/:letterId/repair: the event that the letter should have been, judged as POST /events would, goes onto the topic in its place,
 * once. It is kept before it is appended and never replaced, so that a retry appends the same event, whose identity counts once.
 */
export function repairRoute({ database, directory, log, logger }: QueryApiDeps): Route {
  const months = createArchivedMonths(database, Date.now, (err) =>
    logger.warn({ err }, 'archived months are not read'),
  );

  async function judge(sent: unknown, scope: Scope): Promise<ShopEvent> {
    const [event, ...others] = normaliseWireEvent(sent);
    if (event === undefined || others.length > 0)
      throw new Problem(400, `These are ${others.length + 1} events in one: a letter becomes one event.`);
    await months.refresh();
    const context: JudgeContext = {
      scope,
      receivedAtMs: Date.now(),
      isKnownProduct: () => true,
      isArchivedMonth: months.isArchived,
      placeholderUserIds: directory.tenantOfScope(scope)?.config.placeholderUserIds ?? [],
      hash: sha256,
    };
    const outcome = judgeEvent(event.wire, context);
    if (!outcome.ok) throw new Problem(400, 'The event is not valid: see errors.', { errors: outcome.errors });
    const { productId } = outcome.event;
    return { ...outcome.event, unknownProduct: !(await readKnownIds(database, scope, [productId])).has(productId) };
  }

  return {
    method: 'POST',
    path: '/api/v1/tenants/:id/dead-letters/:letterId/repair',
    auth: 'admin',
    limit: 'none',
    summary: 'Put the event that a record should have been onto the topic in its place, once',
    tag: 'Dead letters',
    params: DeadLetterParams,
    body: AnyWireEvent,
    bodyReader: 'handler',
    answers: { 200: DeadLetterView },
    problems: [409],
    async handler(request) {
      const tenant = tenantOf(request, directory, 'write');
      const scopes = Object.values(tenant.scopes);
      const { letterId } = request.params as DeadLetterParams;
      const letter = repairable(await readDeadLetter(database, scopes, letterId));
      const event = await judge(request.body, letter.scope);
      const actor = actorOf(request);
      const repair = { key: eventKey(event.scope, event.userId), value: encodeEvent(event), adminId: actor.adminId };
      const act = { tenantId: tenant.tenantId, action: 'dead_letter.repaired', subjectId: letterId };
      const detail = {
        reason: letter.reason,
        topic: letter.topic,
        offset: String(letter.offset),
        eventType: event.type,
      };
      await database.scoped({ tenantId: tenant.tenantId, scopes: [letter.scope] }, async (client) => {
        if (!(await keepRepair(client, letter.scope, letterId, repair))) throw repairedBefore();
        await recordDataAct(client, actor, { ...act, detail });
      });
      await redrive({ database, log }, { tenantId: tenant.tenantId, scopes }, actor, [letterId]);
      return success(letterView(found(await readDeadLetter(database, scopes, letterId))));
    },
  };
}

function found(letter: DeadLetterRow | undefined): DeadLetterRow {
  if (letter === undefined) throw new Problem(404, 'There is no such dead letter.');
  return letter;
}

function repairable(read: DeadLetterRow | undefined): DeadLetterRow {
  const letter = found(read);
  if (letter.redriven_at !== null) throw new Problem(409, 'This letter was put back onto its topic before.');
  if (letter.repaired_at !== null) throw repairedBefore();
  if (draftOfLetter(letter) === null)
    throw new Problem(409, 'Only events are repaired here: a product is put right by saving it in the catalog.');
  return letter;
}

const repairedBefore = (): Problem =>
  new Problem(409, 'This letter was repaired before: redrive it, and its repaired event goes onto the topic.');
