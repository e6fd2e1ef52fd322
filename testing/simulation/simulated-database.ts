import { Writable } from 'node:stream';
import type pg from 'pg';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Fault } from './planted-faults.ts';
import type { Life, Scheduler } from './scheduler.ts';
import { databaseError, type Result, runStatement, storeCopied } from './statements.ts';
import type { Store, Transaction } from './store.ts';

/** How often, of a thousand, a statement loses its connection or is the victim of a deadlock, and a COMMIT loses its answer. */
export type Hardship = { lostPerMille: number; deadlockPerMille: number; unknownCommitPerMille: number };

export type SimulatedDatabase = Pick<Database, 'query' | 'transaction'> & {
  /** Rolls back what is open, as the server does when a process has died or was frozen for too long. */
  loseConnections(): void;
};

type Question = { text: string; values?: readonly unknown[]; submit?: unknown };

/** The pool of one process into the simulated store. Each statement waits for its turn, and may meet `hardship`. */
export function openSimulatedDatabase(
  store: Store,
  life: Life,
  scheduler: Scheduler,
  hardship: Hardship,
  fault: Fault | null,
): SimulatedDatabase {
  const open = new Set<Transaction>();
  const { random } = scheduler;
  const happens = (perMille: number) => random.between(1, 1000) <= perMille;
  const meetHardship = () => {
    if (happens(hardship.lostPerMille)) throw new DatabaseUnavailable(new Error('Connection terminated unexpectedly'));
    if (happens(hardship.deadlockPerMille)) throw databaseError('40P01', 'deadlock detected');
  };
  const statement = async (transaction: Transaction, sql: string, values: readonly unknown[]): Promise<Result> => {
    await scheduler.turn(life, sql.slice(0, 30));
    if (transaction.hasEnded) throw new DatabaseUnavailable(new Error('Connection terminated unexpectedly'));
    meetHardship();
    const result = await runStatement(store, transaction, sql, values, fault);
    await scheduler.turn(life, 'is answered');
    return result;
  };
  const copy = (transaction: Transaction) => {
    const chunks: Buffer[] = [];
    return new Writable({
      write(chunk, _encoding, done) {
        chunks.push(Buffer.from(chunk));
        done();
      },
      final(done) {
        scheduler.turn(life, 'COPY').then(() => {
          try {
            if (transaction.hasEnded) throw new DatabaseUnavailable(new Error('Connection terminated unexpectedly'));
            meetHardship();
            storeCopied(store, transaction, Buffer.concat(chunks));
            done();
          } catch (error) {
            done(error instanceof Error ? error : new Error(String(error)));
          }
        });
      },
    });
  };
  const inTransaction = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const transaction = store.begin();
    open.add(transaction);
    const client = {
      query(question: string | Question, values: readonly unknown[] = []) {
        if (typeof question === 'string') return statement(transaction, question, values);
        return question.submit === undefined
          ? statement(transaction, question.text, question.values ?? values)
          : copy(transaction);
      },
    };
    try {
      const result = await work(client as never);
      await scheduler.turn(life, 'COMMIT');
      const isUnknown = happens(hardship.unknownCommitPerMille);
      if (transaction.hasEnded || (isUnknown && random.next() < 0.5))
        throw new DatabaseUnavailable(new Error('Connection terminated before the commit'));
      store.commit(transaction);
      if (isUnknown) throw new DatabaseUnavailable(new Error('Connection terminated after the commit'));
      await scheduler.turn(life, 'is committed');
      return result;
    } finally {
      open.delete(transaction);
      if (!transaction.hasEnded) store.rollback(transaction);
    }
  };
  return {
    query: (sql, parameters = []) =>
      inTransaction(async (client) => (await client.query(sql, [...parameters])) as never),
    transaction: inTransaction,
    loseConnections() {
      for (const transaction of open) if (!transaction.hasEnded) store.rollback(transaction);
      open.clear();
    },
  };
}
