import type { Config } from '#runtime/config/settings.ts';
import type { Pauses } from '#runtime/watch-pauses.ts';

/** What the parent gives a child at its start, in its environment. The child does not pass it on. */
export type ChildSettings = {
  config: Config;
  apiUrl: string;
  processorUrl: string;
  /** The number of this child among several of its kind on the machine, from 0. */
  instance: number;
};

const variable = 'RECOMENGINE_CHILD';

export function childEnvironment(settings: ChildSettings): Record<string, string> {
  return { ...(process.env as Record<string, string>), [variable]: JSON.stringify(settings) };
}

/** Whether `recomengine start` runs this process. */
export const isChild = (): boolean => process.env[variable] !== undefined;

export function readChildSettings(): ChildSettings {
  const text = process.env[variable];
  if (text === undefined) throw new Error('this process is started by `recomengine start`');
  delete process.env[variable];
  return JSON.parse(text) as ChildSettings;
}

/** Messages between the parent and its children; the parent passes on those that are for another child. */
export type Message =
  | { kind: 'ready' }
  | { kind: 'watermarks'; places: readonly { topic: string; partition: number }[] }
  | {
      kind: 'positions';
      /** The process that sends the message. */
      from: number;
      positions: readonly {
        group: string;
        topic: string;
        partition: number;
        next: string;
        state: string;
        reason: string | null;
      }[];
    }
  | {
      kind: 'metrics';
      batches: readonly { records: number; ms: number }[];
      /** The reason of each dead letter. */
      deadLetters: readonly string[];
      /** The group of each write that the fence refused. */
      fenced: readonly string[];
      pauses: Pauses;
    };

export function tellParent(message: Message): void {
  if (process.connected) process.send?.(message);
}
