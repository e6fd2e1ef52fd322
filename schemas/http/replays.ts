import Type, { type Static } from 'typebox';
import { named } from '../named.ts';
import { atLeastZero, closed, literals, nullable, Time, Uuid } from './fields.ts';
import { pagingQuery } from './paging.ts';

export const replayKinds = ['evaluate', 'whatIf', 'asOf', 'export', 'rebuild'] as const;
export type ReplayKind = (typeof replayKinds)[number];

const replayStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type ReplayState = (typeof replayStates)[number];

const FileView = closed({
  path: Type.String({ examples: ['events/day=2026-03-01/part-0.parquet'] }),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  sha256: Type.String({ description: 'Hex.' }),
});
export type ReplayFile = Static<typeof FileView>;

export const ReplayView = named(
  'Replay',
  closed({
    id: Uuid,
    kind: literals(replayKinds, { description: 'What it does.', examples: ['export'] }),
    settings: Type.Object({}, { additionalProperties: true, description: 'As they were sent, with the defaults.' }),
    state: literals(replayStates, {
      description: 'queued until a process takes it up; then running; at the end done, failed or cancelled.',
      examples: ['running'],
    }),
    waitingFor: nullable(
      atLeastZero(
        'How many of the tenant are done before it. 0: it is the next, and waits until those of other tenants leave a process free. Null unless it is queued.',
      ),
    ),
    phase: nullable(
      Type.String({
        description:
          'What it is at: `starting` once a process has taken it up, then steps of its kind. Null unless it is running.',
        examples: ['reading'],
      }),
    ),
    done: atLeastZero('How much of the phase is done; of the last one, if it has ended.'),
    total: nullable(atLeastZero('How much there is to do in the phase, if that is known.')),
    secondsLeft: nullable(Type.Number({ description: 'An estimate, of the phase; null until some of it is done.' })),
    starts: Type.Integer({ description: 'How often a process took it up: a second time after one was killed.' }),
    createdAt: Time,
    startedAt: nullable(Time),
    finishedAt: nullable(Time),
    createdBy: nullable(Uuid),
    failure: nullable(Type.String({ description: 'Why it failed, and what to do.' })),
    report: nullable(
      Type.Object({}, { additionalProperties: true, description: 'What it found; of an export its manifest.' }),
    ),
    files: Type.Array(FileView, { description: 'What can be downloaded.' }),
    filesUntil: nullable(Time),
  }),
);
export type ReplayView = Static<typeof ReplayView>;
export const ReplayList = Type.Array(ReplayView);

export const ReplaysQuery = closed(pagingQuery);
export type ReplaysQuery = Static<typeof ReplaysQuery>;

export const ReplayParams = closed({ id: Uuid, replayId: Uuid });
export type ReplayParams = Static<typeof ReplayParams>;

export const ReplayFileQuery = closed({
  path: Type.String({ minLength: 1, maxLength: 300, description: 'As in `files`.', examples: ['manifest.json'] }),
});
export type ReplayFileQuery = Static<typeof ReplayFileQuery>;
