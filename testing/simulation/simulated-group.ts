import type { EventLog, GroupHandlers, Subscription } from '#log/event-log.ts';
import type { Life, Scheduler } from './scheduler.ts';
import { logId, partitionCount, type SimulatedLog } from './simulated-log.ts';

const topic = 'events';
const mostRecords = 5;

type Member = {
  life: Life;
  handlers: GroupHandlers;
  onLost: (error: unknown) => void;
  /** What it takes to be its share: another member may have it already. */
  share: readonly number[];
  isReady: boolean;
  isOut: boolean;
  running: Promise<unknown>;
};

/** How often, of a thousand, the log hands out a batch twice, or one that lies further on. */
export type Disorder = { twicePerMille: number; aheadPerMille: number };

/**
 * The consumer group, as a broker leads it. A rebalance waits until each member has ended its batches, or has been expelled; one that was expelled does
 * not know it at once, and goes on beside the new owner of its partitions.
 */
export type SimulatedGroup = {
  /** How `life` joins. */
  joinAs(life: Life): EventLog['joinGroup'];
  /** Shares out anew. */
  rebalance(): void;
  /** Takes the members of a process out, which will be told later or never. */
  expel(life: Life): void;
  /** Who has which partitions, by the last rebalance that has ended. */
  owners(): readonly { life: Life; share: readonly number[] }[];
};

export function createSimulatedGroup(log: SimulatedLog, scheduler: Scheduler, disorder: Disorder): SimulatedGroup {
  const { random } = scheduler;
  let members: Member[] = [];
  let generation = 0;

  const lose = (member: Member, error: unknown) => {
    if (!member.isOut) takeOut(member);
    member.onLost(error);
  };
  const takeOut = (member: Member) => {
    member.isOut = true;
    members = members.filter((other) => other !== member);
    rebalance();
  };
  const rebalance = () => {
    generation++;
    shareOut();
  };
  const shareOut = () => {
    if (!members.every(({ isReady }) => isReady)) return;
    for (const [n, member] of members.entries()) {
      member.isReady = false;
      member.share = Array.from({ length: partitionCount }, (_, partition) => partition).filter(
        (partition) => (partition + generation) % members.length === n,
      );
      member.running = takeShare(member, generation).catch((error: unknown) => lose(member, error));
    }
  };
  const takeShare = async (member: Member, mine: number) => {
    const { life, handlers, share } = member;
    await scheduler.turn(life, 'is given its share');
    const positions = await handlers.onAssigned(topic, logId, share);
    handlers.onJoined?.();
    await Promise.all([...positions].map(([partition, from]) => readOn(member, mine, partition, from)));
    while (generation === mine && !member.isOut) await scheduler.turn(life, 'has nothing to read');
    await handlers.onRevoked(topic, share);
    member.isReady = true;
    if (!member.isOut) shareOut();
  };
  const readOn = async (member: Member, mine: number, partition: number, from: bigint) => {
    let next = from;
    while (generation === mine || (member.isOut && random.next() < 0.7)) {
      await scheduler.turn(member.life, `reads ${partition} from ${next}`);
      const at = strayFrom(next);
      const batch = await log.read(topic, partition, at, { maxRecords: random.between(1, mostRecords) });
      const last = batch.records.at(-1);
      if (last === undefined) continue;
      await member.handlers.onBatch(batch, { isOwned: () => !member.isOut, heartbeat: async () => {} });
      next = last.offset + 1n;
    }
  };
  const strayFrom = (next: bigint): bigint => {
    const drawn = random.between(1, 1000);
    if (drawn <= disorder.twicePerMille && next > 0n) return next - 1n;
    return drawn <= disorder.twicePerMille + disorder.aheadPerMille ? next + 1n : next;
  };

  return {
    joinAs:
      (life) =>
      async (_group, _topics, handlers, options = {}): Promise<Subscription> => {
        await scheduler.turn(life, 'joins');
        const member: Member = {
          life,
          handlers,
          onLost: options.onLost ?? (() => {}),
          share: [],
          isReady: true,
          isOut: false,
          running: Promise.resolve(),
        };
        members.push(member);
        rebalance();
        return {
          async close() {
            if (!member.isOut) takeOut(member);
            await member.running;
          },
        };
      },
    rebalance,
    expel(life) {
      for (const member of members.filter((one) => one.life === life)) {
        takeOut(member);
        scheduler.turn(life, 'learns that it is out').then(() => member.onLost(new Error('expelled from the group')));
      }
    },
    owners: () => members.filter(({ isReady }) => !isReady),
  };
}
