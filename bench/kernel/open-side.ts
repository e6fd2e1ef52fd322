import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';

/** Candidates of a question, as serving asks for them. */
const wanted = 60;
/** The most rows that are learnt at once. */
const mostLearnt = 500;

/** The models of one checkout, and the CPU that they took so far. */
export type Side = {
  readonly name: string;
  foldUs: number;
  apply(partition: number, event: ShopEvent): void;
  scopes(): ScopeInteractions[];
  /** A checkout without `session` asks `collaborative`, which had its view then. */
  session(visit: readonly string[]): unknown;
  collaborative(history: readonly string[]): unknown;
  /** Learns the rows of histories that questions have missed; returns how many, 0 if the checkout has none. */
  learn(): number;
};

/** What a checkout has from before candidates were made as they are read. */
type FormerCollaborative = { recommendCollaborative(...asked: unknown[]): unknown };
type FormerSession = { recommendSession(...asked: unknown[]): unknown };

/** `folder`: the checkout, whose modules import each other and none of this one's. */
export async function openSide(name: string, folder: string, partitions: number): Promise<Side> {
  const at = (...path: string[]) => join(resolve(folder), 'domain', ...path);
  const load = async <Module>(...path: string[]): Promise<Module | undefined> =>
    existsSync(at(...path)) ? ((await import(at(...path))) as Module) : undefined;
  type Shards = typeof import('#domain/interactions/interaction-shard.ts');
  type Joint = typeof import('#domain/interactions/joint-items.ts');
  type Collaborative = typeof import('#domain/strategies/collaborative/recommend-collaborative.ts');
  type Session = typeof import('#domain/strategies/session/recommend-session.ts');
  type Rows = typeof import('#domain/strategies/histories/history-rows.ts');
  const interactions = await load<Shards>('interactions', 'interaction-shard.ts');
  const joint = await load<Joint>('interactions', 'joint-items.ts');
  const collaborative = await load<Collaborative | FormerCollaborative>(
    'strategies',
    'collaborative',
    'recommend-collaborative.ts',
  );
  const session = await load<Session | FormerSession>('strategies', 'session', 'recommend-session.ts');
  const rows = await load<Rows>('strategies', 'histories', 'history-rows.ts');
  if (interactions === undefined || collaborative === undefined) throw new Error(`no models are in ${folder}`);
  const shards = Array.from({ length: partitions }, () => interactions.createInteractionShard());
  const scopes = () => shards.flatMap((shard) => shard.scope(1) ?? []);
  const similar = (history: readonly string[]) =>
    'findSimilarChoices' in collaborative
      ? [...(collaborative.findSimilarChoices(scopes(), history)?.best(wanted) ?? [])]
      : collaborative.recommendCollaborative(scopes(), history, wanted);
  return {
    name,
    foldUs: 0,
    apply: (partition, event) => shards[partition]?.apply(event),
    scopes,
    session: (products) =>
      session === undefined
        ? similar(products)
        : 'findFromVisit' in session
          ? [...(session.findFromVisit(scopes(), { products, kept: null }, 1)?.best(wanted) ?? [])]
          : session.recommendSession(scopes(), { products, kept: null }, 1, wanted),
    collaborative: similar,
    learn() {
      const missed = joint === undefined ? undefined : rows?.historyRowsOf(scopes(), joint.jointItemsOf(scopes()));
      for (let n = 0; missed !== undefined && n < mostLearnt && missed.wanted > 0; n++)
        for (const steps = missed.learnNext(); steps.next().done !== true; );
      return missed?.size ?? 0;
    },
  };
}
