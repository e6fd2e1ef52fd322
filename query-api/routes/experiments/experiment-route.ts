import type { FastifyRequest } from 'fastify';
import { Problem } from '#runtime/http/problem.ts';

/** What all routes of experiments have in common. */
export const experimentRoute = { auth: 'admin', limit: 'none', tag: 'Experiments' } as const;
export const experimentsPath = '/api/v1/tenants/:id/experiments';

/** The experiment that the path names. */
export const experimentIdOf = (request: FastifyRequest): string => (request.params as { expId: string }).expId;

export const noSuchExperiment = (): Problem => new Problem(404, 'There is no such experiment.');
