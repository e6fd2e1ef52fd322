import { type BasketShard, createBasketShard } from '../cooccurrence/basket-shard.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { weightOf } from '../events/weight.ts';
import type { Scope } from '../scope.ts';

/** Limits of one scope in one shard; what goes first is the oldest by position. */
export const shardLimits = {
  sessions: 200_000,
  itemsOfSession: 50,
  sessionsOfItem: 1_000,
  users: 200_000,
  itemsOfUser: 50,
  purchasesOfUser: 500,
  /** Weighted events of a user are counted up to here. */
  userWeight: 1_000,
  trendingHours: 24 * 31,
  /** Ids of the repeat filter, all scopes. */
  recentIds: 131_072,
} as const;

const sessionGapMs = 30 * 60_000;
const hourMs = 3_600_000;

export type Session = { items: string[]; lastMs: number; number: number };
/** `total` counts every event of theirs that carries a weight; `events` does the same and saturates. */
export type User = {
  total: number;
  items: string[];
  purchased: string[];
  weight: number;
  events: number;
  session: string | null;
  lastMs: number;
};
type Bucket = Map<string, { weight: number; count: number }>;

/** What one partition knows of one scope. */
export type ScopeInteractions = {
  sessions: Map<string, Session>;
  /** Most recent last. */
  sessionsOfItem: Map<string, Session[]>;
  users: Map<string, User>;
  /** Users with 5 or more events that carry a weight, by their count. */
  eventsOfUsers: Map<number, number>;
  hours: Map<number, Bucket>;
  allTime: Bucket;
  sessionCount: number;
};

/**
 * One partition's part of every model that learns from behaviour: sessions, users, trending buckets and baskets. A function of its
 * prefix alone: its time is the largest event time it has seen. The same prefix gives the same snapshot bytes.
 */
export type InteractionShard = {
  apply(event: ShopEvent): void;
  eraseShopper(scope: Scope, userId: string): void;
  scope(scope: Scope): ScopeInteractions | undefined;
  baskets: BasketShard;
  /** Rises with each event of the scope that may change an answer. */
  version(scope: Scope): number;
  snapshot(): Buffer;
};

type Plain = {
  format: 1;
  ids: string[];
  baskets: string;
  scopes: [
    Scope,
    {
      sessions: [string, Session][];
      users: [string, User][];
      hours: [number, [string, { weight: number; count: number }][]][];
      allTime: [string, { weight: number; count: number }][];
      sessionCount: number;
      index: [string, number[]][];
    },
  ][];
};

export function createInteractionShard(from?: Buffer): InteractionShard {
  const scopes = new Map<Scope, ScopeInteractions>();
  const versions = new Map<Scope, number>();
  let recent = new Set<string>();
  let baskets = createBasketShard();

  if (from !== undefined) {
    const plain = JSON.parse(from.toString()) as Plain;
    recent = new Set(plain.ids);
    baskets = createBasketShard(Buffer.from(plain.baskets));
    for (const [scope, saved] of plain.scopes) scopes.set(scope, thaw(saved));
  }

  const scopeOf = (scope: Scope): ScopeInteractions => {
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const created: ScopeInteractions = {
      sessions: new Map(),
      sessionsOfItem: new Map(),
      users: new Map(),
      eventsOfUsers: new Map(),
      hours: new Map(),
      allTime: new Map(),
      sessionCount: 0,
    };
    scopes.set(scope, created);
    return created;
  };

  return {
    baskets,
    apply(event) {
      const id = event.id.toString('latin1');
      if (recent.has(id)) return;
      recent.add(id);
      if (recent.size > shardLimits.recentIds) recent.delete(first(recent.keys()));
      const weight = weightOf(event.type);
      if (weight === 0 && event.type !== 'remove_from_cart') return;
      versions.set(event.scope, (versions.get(event.scope) ?? 0) + 1);
      if (weight === 0) return;
      const state = scopeOf(event.scope);
      const user = touchUser(state, event, weight);
      touchSession(state, user, event);
      touchBucket(state, event, weight);
      baskets.apply(event);
    },
    eraseShopper(scope, userId) {
      const state = scopes.get(scope);
      const user = state?.users.get(userId);
      if (state === undefined || user === undefined) return;
      countUser(state, user.events, 0);
      state.users.delete(userId);
      versions.set(scope, (versions.get(scope) ?? 0) + 1);
      for (const [key, session] of state.sessions) {
        if (key !== user.session && !key.startsWith(`${userId}\n`)) continue;
        state.sessions.delete(key);
        unpost(state, session);
      }
    },
    scope: (scope) => scopes.get(scope),
    version: (scope) => versions.get(scope) ?? 0,
    snapshot() {
      const plain: Plain = {
        format: 1,
        ids: [...recent],
        baskets: baskets.snapshot().toString(),
        scopes: [...scopes].map(([scope, state]) => [scope, freeze(state)]),
      };
      return Buffer.from(JSON.stringify(plain));
    },
  };
}

function touchUser(state: ScopeInteractions, event: ShopEvent, weight: number): User {
  let user = state.users.get(event.userId);
  if (user === undefined) {
    user = { total: 0, items: [], purchased: [], weight: 0, events: 0, session: null, lastMs: 0 };
    state.users.set(event.userId, user);
    if (state.users.size > shardLimits.users) {
      const oldest = first(state.users.keys());
      countUser(state, state.users.get(oldest)?.events ?? 0, 0);
      state.users.delete(oldest);
    }
  }
  countUser(state, user.events, user.events + 1);
  user.total += 1;
  user.events = Math.min(shardLimits.userWeight, user.events + 1);
  user.weight = Math.min(shardLimits.userWeight, user.weight + weight);
  moveToEnd(user.items, event.productId, shardLimits.itemsOfUser);
  if (event.type === 'purchase') moveToEnd(user.purchased, event.productId, shardLimits.purchasesOfUser);
  return user;
}

/** How many users have how many events, up to 5: what a minimum of active users asks for. */
function countUser(state: ScopeInteractions, before: number, after: number): void {
  const [from, to] = [Math.min(before, 50), Math.min(after, 50)];
  if (from === to) return;
  if (from > 0) state.eventsOfUsers.set(from, (state.eventsOfUsers.get(from) ?? 0) - 1);
  if (to > 0) state.eventsOfUsers.set(to, (state.eventsOfUsers.get(to) ?? 0) + 1);
}

function touchSession(state: ScopeInteractions, user: User, event: ShopEvent): void {
  const continues = user.session !== null && event.timestampMs - user.lastMs <= sessionGapMs;
  const key =
    event.sessionId !== null
      ? `${event.userId}\n${event.sessionId}`
      : continues && user.session !== null
        ? user.session
        : `${event.userId}\n\n${state.sessionCount}`;
  user.session = key;
  user.lastMs = Math.max(user.lastMs, event.timestampMs);
  let session = state.sessions.get(key);
  if (session === undefined) {
    session = { items: [], lastMs: event.timestampMs, number: state.sessionCount++ };
    state.sessions.set(key, session);
    if (state.sessions.size > shardLimits.sessions) {
      const oldest = first(state.sessions.keys());
      const dropped = state.sessions.get(oldest);
      state.sessions.delete(oldest);
      if (dropped !== undefined) unpost(state, dropped);
    }
  }
  session.lastMs = Math.max(session.lastMs, event.timestampMs);
  if (session.items.includes(event.productId)) {
    moveToEnd(session.items, event.productId, shardLimits.itemsOfSession);
    return;
  }
  if (session.items.length >= shardLimits.itemsOfSession) return;
  session.items.push(event.productId);
  let posted = state.sessionsOfItem.get(event.productId);
  if (posted === undefined) {
    posted = [];
    state.sessionsOfItem.set(event.productId, posted);
  }
  posted.push(session);
  if (posted.length > shardLimits.sessionsOfItem) posted.splice(0, posted.length - (shardLimits.sessionsOfItem >> 1));
}

function touchBucket(state: ScopeInteractions, event: ShopEvent, weight: number): void {
  const hour = Math.floor(event.timestampMs / hourMs);
  let bucket = state.hours.get(hour);
  if (bucket === undefined) {
    bucket = new Map();
    state.hours.set(hour, bucket);
    if (state.hours.size > shardLimits.trendingHours) state.hours.delete(Math.min(...state.hours.keys()));
  }
  for (const sums of [bucket, state.allTime]) {
    const sum = sums.get(event.productId);
    if (sum === undefined) sums.set(event.productId, { weight, count: 1 });
    else {
      sum.weight += weight;
      sum.count += 1;
    }
  }
}

function unpost(state: ScopeInteractions, session: Session): void {
  for (const item of session.items) {
    const posted = state.sessionsOfItem.get(item);
    const at = posted?.indexOf(session) ?? -1;
    if (at >= 0) posted?.splice(at, 1);
    if (posted?.length === 0) state.sessionsOfItem.delete(item);
  }
}

function moveToEnd(list: string[], value: string, limit: number): void {
  const at = list.lastIndexOf(value);
  if (at === list.length - 1 && at >= 0) return;
  if (at >= 0) list.splice(at, 1);
  list.push(value);
  if (list.length > limit) list.shift();
}

function first<T>(values: IterableIterator<T>): T {
  const { value } = values.next();
  return value as T;
}

type Saved = Plain['scopes'][number][1];

function freeze(state: ScopeInteractions): Saved {
  return {
    sessions: [...state.sessions],
    users: [...state.users],
    hours: [...state.hours].map(([hour, bucket]) => [hour, [...bucket]]),
    allTime: [...state.allTime],
    sessionCount: state.sessionCount,
    index: [...state.sessionsOfItem].map(([item, posted]) => [item, posted.map(({ number }) => number)]),
  };
}

function thaw(saved: Saved): ScopeInteractions {
  const sessions = new Map(saved.sessions);
  const byNumber = new Map([...sessions.values()].map((session) => [session.number, session]));
  const state: ScopeInteractions = {
    sessions,
    sessionsOfItem: new Map(
      saved.index.map(([item, numbers]) => [item, numbers.flatMap((number) => byNumber.get(number) ?? [])]),
    ),
    users: new Map(saved.users),
    eventsOfUsers: new Map(),
    hours: new Map(saved.hours.map(([hour, bucket]) => [hour, new Map(bucket)])),
    allTime: new Map(saved.allTime),
    sessionCount: saved.sessionCount,
  };
  for (const { events } of state.users.values()) countUser(state, 0, events);
  return state;
}
