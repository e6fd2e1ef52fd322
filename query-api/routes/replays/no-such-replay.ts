import { Problem } from '#runtime/http/problem.ts';

/** Also of a replay of another tenant. */
export const noSuchReplay = (): Problem => new Problem(404, 'There is no such replay.');
