import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { recommendCollaborative } from '#domain/strategies/collaborative/recommend-collaborative.ts';
import { recommendSession } from '#domain/strategies/session/recommend-session.ts';
import { eventOfClick, readClicks } from './clicks.ts';
import { learn } from './learn.ts';
import { readData } from './read-data.ts';
import { asked, createTally } from './tally.ts';

type Question = { prefix: readonly string[]; target: string };

/** RSC15: each prefix of each test session asks for its next item. */
export function measureRsc15(): void {
  const sessions = Map.groupBy(readClicks('test.tsv.gz'), ({ session }) => session);
  const questions = [...sessions.values()].flatMap((clicks) => {
    const items = clicks.map(({ item }) => item);
    return items.slice(1).map((target, n) => ({ prefix: items.slice(0, n + 1), target }));
  });
  measure('RSC15-100k', learn(readClicks('train.tsv.gz').map(eventOfClick)), questions);
}

/** Diginetica has an order and no times: a session a minute, a click a second. */
export function measureDiginetica(): void {
  const clicks = readData('diginetica', 'train_sessions.txt.gz')
    .trim()
    .split('\n')
    .flatMap((line, session) =>
      line.split(' ').map((item, n) => ({ session: `s${session}`, item, timeMs: session * 60_000 + n * 1_000 })),
    );
  const questions = readData('diginetica', 'test_examples.tsv.gz')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([target = '', prefix = '']) => ({ prefix: prefix.split(' '), target }));
  measure('Diginetica', learn(clicks.map(eventOfClick)), questions);
}

function measure(data: string, shards: readonly ScopeInteractions[], questions: readonly Question[]): void {
  const [visit, history] = [createTally(), createTally()];
  for (const { prefix, target } of questions) {
    const products = [...new Set(prefix.toReversed())].reverse();
    visit.ask(target, () => recommendSession(shards, { products, kept: null }, 1, asked));
    history.ask(target, () => recommendCollaborative(shards, products, asked, products));
  }
  visit.report(`session, ${data}`);
  history.report(`collaborative, ${data}`);
}
