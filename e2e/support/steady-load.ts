import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shop } from '#testing/shop.ts';
import { postBatch, viewOf } from './events.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** Senders that go on whatever happens, as careful merchants do: a batch without an answer is sent again, unchanged, until it has one. */
export type SteadyLoad = {
  readonly ledger: Ledger;
  /** How many distinct events were sent. */
  readonly sent: number;
  /** How many answers acknowledged nothing, by status; status 0 stands for no answer. */
  readonly refused: ReadonlyMap<number, number>;
  /** Ends the senders, each after its last batch was acknowledged. */
  stop(): Promise<void>;
  /** Ends the senders at once. */
  abandon(): void;
};

const batchSize = 50;
const retryMs = 200;

export function startSteadyLoad(shop: Shop, { senders = 2, pauseMs = 50 } = {}): SteadyLoad {
  const ledger = createLedger();
  const refused = new Map<number, number>();
  let sent = 0;
  let isLoading = true;
  let isAbandoned = false;
  const refuse = async (status: number) => {
    refused.set(status, (refused.get(status) ?? 0) + 1);
    await delay(retryMs);
  };
  const sendOne = async (events: readonly unknown[]) => {
    while (!isAbandoned) {
      const answer = await postBatch(shop, events).catch(() => null);
      if (answer?.status === 202) {
        assert.equal(answer.body.data.rejected, 0, JSON.stringify(answer.body));
        for (const result of answer.body.data.results) ledger.acknowledge(result.eventId);
        return;
      }
      assert.ok(answer === null || [401, 429, 503].includes(answer.status), JSON.stringify(answer?.body));
      await refuse(answer?.status ?? 0);
    }
  };
  const send = async () => {
    while (isLoading) {
      await sendOne(Array.from({ length: batchSize }, () => viewOf(++sent)));
      await delay(pauseMs);
    }
  };
  const sending = Promise.all(Array.from({ length: senders }, send));
  sending.catch(() => {});
  return {
    ledger,
    refused,
    get sent() {
      return sent;
    },
    async stop() {
      isLoading = false;
      await sending;
    },
    abandon() {
      isLoading = false;
      isAbandoned = true;
    },
  };
}
