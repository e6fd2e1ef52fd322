/** Messages that wait until the other process reads them, some hundred bytes each; one that is frozen reads none for as long as it is. */
export const maxUnread = 1_000;

/** Hands a message to a channel to another process; calls back once the channel has it, or cannot take it. */
export type Send<Message> = (message: Message, done: () => void) => void;

/**
 * Sends messages to another process, and leaves out what comes while `maxUnread` wait: what processes tell each other of the log, and where they stand, they tell again.
 */
export function createTellAtMost<Message>(send: Send<Message>): (message: Message) => void {
  let unread = 0;
  return (message) => {
    if (unread >= maxUnread) return;
    unread += 1;
    send(message, () => {
      unread -= 1;
    });
  };
}
