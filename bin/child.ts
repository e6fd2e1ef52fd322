import type { Config } from '#runtime/config/settings.ts';
import type { Pauses } from '#runtime/watch-pauses.ts';
import { createTellAtMost } from './tell-at-most.ts';

/** What the parent gives a child, as its first message: a child is made before it is known, so that its modules load meanwhile. */
export type ChildSettings = {
  config: Config;
  apiUrl: string;
  processorUrl: string;
  /** The number of this child among several of its kind on the machine, from 0. */
  instance: number;
};

const variable = 'RECOMENGINE_CHILD';

export function childEnvironment(): Record<string, string> {
  return { ...(process.env as Record<string, string>), [variable]: '1' };
}

/** Whether `recomengine start` runs this process. */
export const isChild = (): boolean => process.env[variable] !== undefined;

/** Resolves when the parent has sent them. If it ends before, so does this process. */
export function receiveChildSettings(): Promise<ChildSettings> {
  delete process.env[variable];
  return new Promise((resolve) => {
    process.once('disconnect', process.exit);
    process.on('message', function receive(message: Message) {
      if (message.kind !== 'settings') return;
      process.off('message', receive);
      process.off('disconnect', process.exit);
      resolve(message.settings);
    });
  });
}

/** Messages between the parent and its children; the parent passes on those that are for another child. */
export type Message =
  | { kind: 'settings'; settings: ChildSettings }
  | { kind: 'ready' }
  /** From the parent to servers, each second: what is not heard of the processors has then not got lost on its way. */
  | { kind: 'parent' }
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

/** Tells the parent, if there is one. */
export const tellParent = createTellAtMost<Message>((message, done) => {
  if (process.connected && process.send !== undefined) process.send(message, undefined, undefined, done);
  else done();
});
