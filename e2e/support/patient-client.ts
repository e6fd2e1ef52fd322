import assert from 'node:assert/strict';
import { type ProcessName, type Product, waitFor } from '#testing/product.ts';
import { type Answer, ask, type Json, type Shop } from '#testing/shop.ts';
import { postBatch } from './events.ts';

/** Speaks to a product whose processes are killed, as careful merchants and pages do: what got no answer is sent again, unchanged, until it has one. */
export type PatientClient = {
  /** Resolves when /ready answers 200. */
  ready(): Promise<void>;
  /** Sends events, at most 100, with the write key, and returns their ids. */
  send(events: readonly Json[]): Promise<string[]>;
  /** Asks for recommendations with the read key, as a page does. */
  recommend(query: Readonly<Record<string, string>>): Promise<{ data: Json[]; meta: Json }>;
  /** Reports impressions and clicks under a token, as `sendBeacon` does. */
  report(token: string, events: readonly Json[]): Promise<Json[]>;
  /** kill -9 of a process; resolves when it is back. `meanwhile` runs while it is away, unless that is the parent, without which nothing is there to ask. */
  kill(victim: ProcessName, meanwhile?: () => Promise<void>): Promise<void>;
};

const patienceMs = 90_000;
/** Not known yet, too many, not up: none of them takes anything in. */
const passingStatuses: readonly number[] = [401, 429, 503];

export function createPatientClient(product: Product, shop: Shop): PatientClient {
  const until = (isTrue: () => Promise<boolean>, what: () => string) =>
    waitFor(isTrue, () => `${what()}\n${product.output()}`, patienceMs);
  const ready = () =>
    until(
      async () => (await fetch(`${product.url}/ready`)).status === 200,
      () => 'ready',
    );
  const answerTo = async (question: () => Promise<Answer>, wanted: readonly number[]): Promise<Json> => {
    let answer: Answer | null = null;
    await until(
      async () => {
        answer = await question();
        return !passingStatuses.includes(answer.status);
      },
      () => `an answer, not ${JSON.stringify(answer)}`,
    );
    const { status, body } = answer!;
    assert.ok(wanted.includes(status), `${status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    ready,
    async send(events) {
      const { data } = await answerTo(() => postBatch(shop, events), [202]);
      assert.equal(data.rejected, 0, JSON.stringify(data));
      return data.results.map(({ eventId }: Json) => eventId);
    },
    recommend: (query) =>
      answerTo(
        () => ask(`${product.url}/api/v1/recommendations?${new URLSearchParams(query)}`, { token: shop.readKey }),
        [200],
      ),
    async report(token, events) {
      const beacon = {
        body: JSON.stringify({ key: shop.readKey, token, events }),
        headers: { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://shop.example' },
      };
      return (await answerTo(() => ask(`${product.url}/api/v1/track`, beacon), [200, 202])).data.results;
    },
    async kill(victim, meanwhile = async () => {}) {
      const pid = product.pidOf(victim);
      product.kill(victim);
      if (victim === 'parent') return product.start();
      await meanwhile();
      await until(
        async () => ![null, pid].includes(product.pidOf(victim)),
        () => `${victim} back`,
      );
    },
  };
}
