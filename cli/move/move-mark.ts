import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#runtime/config/settings.ts';
import { replaceFile } from '#runtime/replace-file.ts';

/**
 * What a move to a broker writes into the log folder of its product, `log/move.json`. `copying`: the embedded log was loaded to its end and closed
 * in order, and part of it may be on the broker. `copied`: all of it is, and the models' snapshots follow. `done`: only the broker's log goes on.
 */
export type MoveMark = { state: 'copying' | 'copied' | 'done'; brokers: string; topicPrefix: string; at: string };

/** The log of this folder has moved to a broker: the embedded log must not be written or read any more. */
export class LogMoved extends Error {
  readonly code = 'log_moved';
  constructor(dir: string, { brokers, topicPrefix, at }: MoveMark) {
    const prefix = topicPrefix === '' ? '' : ` and KAFKA_TOPIC_PREFIX=${topicPrefix}`;
    super(`the log of ${dir} was moved to a broker at ${at}: set KAFKA_BROKERS=${brokers}${prefix}`);
    this.name = 'LogMoved';
  }
}

/** Part of the log is on the broker: records that were appended there now would come before the rest. */
export class MoveUnfinished extends Error {
  readonly code = 'move_unfinished';
  constructor(dir: string, { state }: MoveMark) {
    const otherwise = state === 'copying' ? ', or give it up by a start without KAFKA_BROKERS' : '';
    super(
      `the log of ${dir} is half moved to a broker: run \`recomengine move-to-broker\` again, which goes on${otherwise}`,
    );
    this.name = 'MoveUnfinished';
  }
}

const fileOf = (dataDir: string): string => join(dataDir, 'log', 'move.json');

export function readMoveMark(dataDir: string): MoveMark | null {
  const file = fileOf(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as MoveMark) : null;
}

/** The mark is durable when this returns. */
export function writeMoveMark(dataDir: string, mark: MoveMark): void {
  replaceFile(fileOf(dataDir), `${JSON.stringify(mark)}\n`);
}

/** Call it before a process appends to the embedded log again: from then on, records that were copied may be compacted or dropped there. */
export function giveUpMove(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** Throws if the folder's log is not where the configuration looks for it: `LogMoved`, `MoveUnfinished`. */
export function checkMove({ dataDir, kafkaBrokers }: Config): void {
  const mark = readMoveMark(dataDir);
  if (mark === null) return;
  if (kafkaBrokers === null && mark.state !== 'copying') throw new LogMoved(dataDir, mark);
  if (kafkaBrokers !== null && mark.state !== 'done') throw new MoveUnfinished(dataDir, mark);
}
