import type { FastifyRequest } from 'fastify';
import { demoStrategies } from '#domain/demo/strategies.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { noSuchTenant, tenantOf } from '#runtime/http/tenant-of.ts';
import { createTurns } from '#runtime/turns.ts';
import { DemoFilling } from '#schemas/http/demo.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { countStored, createDemo, type DemoTenant, readDemo, readDemoOfAdmin } from '#stores/control/demo-store.ts';
import type { Actor } from '#stores/control/record-act.ts';
import { updateTenant } from '#stores/control/tenant-store.ts';
import type { ChangeCatalog } from '../../catalog/change-catalog.ts';
import { countHistory, demoProducts } from '../../demo/fill-demo.ts';
import type { IngestDeps } from '../../ingest-deps.ts';
import { orUnavailable } from '../../or-unavailable.ts';

const name = 'Demo shop';
const base = { auth: 'admin', limit: 'none', tag: 'Tenants' } as const;

type DemoParts = Pick<IngestDeps, 'database' | 'directory' | 'now'> & { changeCatalog: ChangeCatalog };

/** POST /tenants/demo makes the admin's one demo, and is answered before it is full; GET /tenants/:id/demo says how far it is. */
export function demoRoutes(parts: DemoParts): Route[] {
  const { database, directory } = parts;
  const turn = createTurns();
  return [
    {
      ...base,
      method: 'POST',
      path: '/api/v1/tenants/demo',
      operationId: 'createDemoTenant',
      summary: 'Make a tenant filled with demo data; an admin has one at a time, and gets the one that is there',
      answers: { 202: DemoFilling },
      async handler(request, reply) {
        const demo = await orUnavailable(ownDemo(parts, actorOf(request), turn));
        reply.status(202).header('location', `/api/v1/tenants/${demo.tenantId}/demo`);
        return success(await orUnavailable(fillingOf(parts, demo)));
      },
    },
    {
      ...base,
      method: 'GET',
      path: '/api/v1/tenants/:id/demo',
      operationId: 'getDemoFilling',
      summary: 'How far a tenant is filled with demo data',
      params: TenantParams,
      answers: { 200: DemoFilling },
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const demo = await orUnavailable(readDemo(database, tenantId));
        if (demo === undefined) throw new Problem(404, 'This tenant is not filled with demo data.');
        return success(await orUnavailable(fillingOf(parts, demo)));
      },
    },
  ];
}

/** Returns the admin's demo, which is made where there is none: with its products, so that a log that takes nothing refuses it before it is answered. */
async function ownDemo(parts: DemoParts, actor: Actor, turn: () => Promise<void>): Promise<DemoTenant> {
  const { database, changeCatalog, now } = parts;
  const before = await readDemoOfAdmin(database, actor.adminId);
  if (before !== undefined) return before;
  const endsAt = new Date(now());
  const events = await countHistory(endsAt, turn);
  const made = await createDemo(database, actor, { name, config: { strategies: demoStrategies }, endsAt, events });
  const demo = await readDemoOfAdmin(database, actor.adminId);
  if (demo === undefined) throw noSuchTenant();
  if (made === 'made')
    await changeCatalog(demo.scope, demoProducts()).catch(async (refused: unknown) => {
      await updateTenant(database, actor, demo.tenantId, { status: 'deleted' });
      throw refused;
    });
  return demo;
}

async function fillingOf({ database }: DemoParts, demo: DemoTenant): Promise<DemoFilling> {
  const stored = await countStored(database, demo.scope);
  return {
    tenantId: demo.tenantId,
    name: demo.name,
    state: demo.filledAt === null ? 'filling' : 'filled',
    products: { stored: stored.products, total: demoProducts().length },
    events: { stored: stored.events, total: demo.events },
    startedAt: demo.endsAt.toISOString(),
  };
}

function actorOf({ caller, ip: address }: FastifyRequest): Actor {
  if (caller.kind !== 'admin') throw new Error('this route is not for admins: its auth is wrong');
  return { adminId: caller.adminId, address };
}
