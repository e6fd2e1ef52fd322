import type { EventsRecord } from '#domain/events/events-record.ts';
import { type EventLog, LogError } from '#log/event-log.ts';
import type { Consumer } from '#processors/consumer.ts';
import { createLoader } from '#processors/loader/loader.ts';
import type { InTransaction, MemoryFold } from '#processors/projection.ts';
import { type RunningConsumer, runConsumer } from '#processors/run-consumer.ts';
import { createTenantCurrencies } from '#processors/tenant-currencies.ts';
import { createLogger } from '#runtime/logger.ts';
import { applyingAgain, type Fault, type LastBatches } from './planted-faults.ts';
import type { Life, Scheduler } from './scheduler.ts';
import { type Hardship, openSimulatedDatabase, type SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedGroup } from './simulated-group.ts';
import type { SimulatedLog } from './simulated-log.ts';
import { foldStatement } from './statements.ts';
import type { Store } from './store.ts';

/** What all processes of a schedule share. */
export type World = {
  scheduler: Scheduler;
  store: Store;
  log: SimulatedLog;
  group: SimulatedGroup;
  hardship: Hardship;
  fault: Fault | null;
  lastBatches: LastBatches;
  /** How often something of this name has happened. */
  count(what: string): void;
};

/** A process of processors: the real loader, run by the real runner, on the simulated log and store. */
export type SimulatedProcess = {
  life: Life;
  database: SimulatedDatabase;
  running: RunningConsumer;
  /** What it has folded in memory of each of its partitions: how often each event. */
  memory: ReadonlyMap<number, ReadonlyMap<string, number>>;
};

const logger = createLogger({ level: 'silent', isJson: true, name: 'simulation' });

export function startSimulatedProcess(name: string, world: World): SimulatedProcess {
  const { scheduler, store, log, group, count } = world;
  const life: Life = { name, isDead: false, isFrozen: false };
  const database = openSimulatedDatabase(store, life, scheduler, world.hardship, world.fault);
  const { memory, held } = countInMemory(world, life);
  const loader = createLoader({
    database: database as never,
    months: { isOpen: () => true, ensure: async () => {}, forget: () => {} },
    projections: [{ name: 'simulated', follows: countEachEvent }],
    memory: [held],
    tables: [],
    currencies: createTenantCurrencies(),
    register: () => scheduler.turn(life, 'registers its projections'),
  });
  // Gathering waits by the clock of the machine for records that make a batch larger, and a schedule has no such clock.
  const consumer: Consumer<EventsRecord> = { ...loader, gather: undefined };
  const running = runConsumer(
    world.fault === 'batch_again_on_rebalance' ? applyingAgain(consumer, world.lastBatches) : consumer,
    {
      log: logOf(life, world),
      database: database as never,
      logger,
      metrics: {
        observeBatch: () => count('batches'),
        countDeadLetter: () => count('dead letters'),
        countFenced: () => count('fenced'),
      },
    },
    new AbortController().signal,
  );
  return { life, database, running, memory };

  function logOf(of: Life, { scheduler: turns }: World): EventLog {
    const refuse = async () => {
      throw new LogError('closed', 'the loader reads by its group alone');
    };
    return {
      async describe(topic) {
        await turns.turn(of, 'describes the log');
        return log.describe(topic);
      },
      async read(...question) {
        await turns.turn(of, 'reads the record before its position');
        return log.read(...question);
      },
      joinGroup: group.joinAs(of),
      append: refuse,
      tail: refuse,
      close: async () => {},
    };
  }
}

const countEachEvent: InTransaction = {
  kind: 'in_transaction',
  async apply(client, { events }) {
    await client.query(
      foldStatement,
      events.map(({ event }) => event.id.toString('hex')),
    );
  },
};

/** A fold in memory beside the store, as co-occurrence is one: loaded at a claim from what is stored below its position, folded after each commit. */
function countInMemory({ store, scheduler }: World, life: Life) {
  const memory = new Map<number, Map<string, number>>();
  const held: MemoryFold = {
    async load({ log, partition, nextOffset }) {
      await scheduler.turn(life, 'loads its memory');
      const stored = [...store.committed.events].filter(
        ([, place]) => place.log === log && place.partition === partition && place.offset < nextOffset,
      );
      memory.set(partition, new Map(stored.map(([id]) => [id, 1])));
    },
    fold({ partition }, runs) {
      const counts = memory.get(partition);
      for (const { event } of runs.flatMap(({ events }) => events)) {
        const id = event.id.toString('hex');
        counts?.set(id, (counts.get(id) ?? 0) + 1);
      }
    },
    checkpoint: () => scheduler.turn(life, 'writes a checkpoint'),
  };
  return { memory, held };
}
