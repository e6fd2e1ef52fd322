import type { LogRecord } from '#log/event-log.ts';
import { createRandom } from '#testing/random.ts';
import { judgeLedger } from './judge-ledger.ts';
import type { Fault } from './planted-faults.ts';
import { createScheduler } from './scheduler.ts';
import { eventsToSend, type Sent } from './sent-events.ts';
import { createSimulatedGroup } from './simulated-group.ts';
import { createSimulatedLog } from './simulated-log.ts';
import { type SimulatedProcess, startSimulatedProcess, type World } from './simulated-process.ts';
import { createStore } from './store.ts';
import { waitBy } from './virtual-time.ts';

/** What a schedule has come to: `wrong` is empty if every promise was kept. */
export type Outcome = {
  seed: number;
  wrong: readonly string[];
  turns: number;
  trace: string;
  lastTurns: readonly string[];
  /** How often what happened: crashes, freezes, fenced batches and the like. */
  happened: ReadonlyMap<string, number>;
};

const processCount = 3;
/** From here on no fault happens any more, and what is left must be loaded within as many turns as `lastTurn` leaves. */
const calmTurn = 700;
const lastTurn = 20_000;

/** Runs the schedule of a seed to its end and compares it with the ledger. Nothing else of this process may use timers meanwhile. */
export async function runSchedule(seed: number, fault: Fault | null = null): Promise<Outcome> {
  const random = createRandom(seed);
  const scheduler = createScheduler(random);
  waitBy(scheduler);
  const happened = new Map<string, number>();
  const count = (what: string) => happened.set(what, (happened.get(what) ?? 0) + 1);
  const log = createSimulatedLog();
  const store = createStore();
  const hardship = { lostPerMille: 10, deadlockPerMille: 5, unknownCommitPerMille: 60 };
  const disorder = { twicePerMille: 10, aheadPerMille: 10 };
  const group = createSimulatedGroup(log, scheduler, disorder);
  const world: World = { scheduler, store, log, group, hardship, fault, lastBatches: new Map(), count };

  let named = 0;
  const start = () => startSimulatedProcess(`process ${++named}`, world);
  let processes: SimulatedProcess[] = Array.from({ length: processCount }, start);

  const toSend = eventsToSend(random);
  const acknowledged = new Set<Sent>();
  const bySent = new Map<LogRecord, Sent>();
  /** A client sends: the answer may be lost, and what was acknowledged may be sent again. */
  const send = () => {
    const open = toSend.filter((sent) => !acknowledged.has(sent));
    const sent = random.pick(open.length === 0 || random.next() < 0.2 ? toSend : open);
    const { partition, offset } = log.append(sent.record);
    const record = log.partitions[partition]?.[Number(offset)];
    if (record !== undefined) bySent.set(record, sent);
    if (random.next() < 0.85) acknowledged.add(sent);
    else count('lost answers');
  };

  const crash = (process: SimulatedProcess) => {
    process.life.isDead = true;
    process.database.loseConnections();
    processes = processes.filter((other) => other !== process).concat(start());
    // The broker notices at once, or after others have tried to go on.
    if (random.next() < 0.5) group.expel(process.life);
    else dead.push(process);
  };
  const dead: SimulatedProcess[] = [];
  const bury = () => {
    for (const { life } of dead.splice(0)) group.expel(life);
  };
  const disturb = () => {
    const process = random.pick(processes);
    const what = random.pick(['crash', 'freeze', 'thaw', 'expel', 'idle', 'rebalance', 'bury'] as const);
    count(what);
    if (what === 'crash') crash(process);
    else if (what === 'freeze') process.life.isFrozen = true;
    else if (what === 'thaw') process.life.isFrozen = false;
    else if (what === 'expel') group.expel(process.life);
    else if (what === 'idle' && process.life.isFrozen) process.database.loseConnections();
    else if (what === 'rebalance') group.rebalance();
    else bury();
  };
  const calm = () => {
    Object.assign(hardship, { lostPerMille: 0, deadlockPerMille: 0, unknownCommitPerMille: 0 });
    Object.assign(disorder, { twicePerMille: 0, aheadPerMille: 0 });
    for (const { life } of processes) life.isFrozen = false;
    bury();
    while (toSend.some((sent) => !acknowledged.has(sent))) send();
  };
  const isLoaded = () =>
    log.partitions.every(
      (records, partition) =>
        records.length === 0 ||
        (store.committed.offsets.get(`loader/events/1/${partition}`)?.next ?? 0n) >= BigInt(records.length),
    );

  let turn = 0;
  for (; turn < lastTurn; turn++) {
    if (turn === calmTurn) calm();
    if (turn < calmTurn && random.next() < 0.04) send();
    if (turn < calmTurn && random.next() < 0.015) disturb();
    if (turn > calmTurn && isLoaded() && group.owners().length > 0) break;
    await scheduler.step();
  }
  // What was committed last is folded in memory by now, unless its process waits for that turn.
  for (let rest = 0; rest < 100; rest++) await scheduler.step();

  const sentOf = (record: LogRecord): Sent =>
    bySent.get(record) ?? { record: { key: '', value: null }, id: null, isStorable: false };
  const wrong = [
    ...judgeLedger(store.committed, log.partitions, acknowledged, sentOf),
    ...judgeMemory(processes, world),
  ];
  return { seed, wrong, turns: turn, trace: scheduler.trace(), lastTurns: [...scheduler.lastTurns()], happened };
}

/** The owner of a partition has folded in memory what is stored of it, each event once. */
function judgeMemory(processes: readonly SimulatedProcess[], { group, store }: World): string[] {
  return group.owners().flatMap(({ life, share }) => {
    const memory = processes.find((process) => process.life === life)?.memory;
    return share.flatMap((partition) => {
      const held = memory?.get(partition);
      if (held === undefined) return [];
      const stored = [...store.committed.events].filter(([, place]) => place.partition === partition);
      const isSame = stored.length === held.size && stored.every(([id]) => held.get(id) === 1);
      return isSame ? [] : [`${life.name} has in memory another partition ${partition} than is stored`];
    });
  });
}
