export { type Client, type ClientOptions, createClient } from './client.ts';
export type { Answer, Input, Method, PathOf } from './operations.ts';
export { type Problem, ProblemError } from './problem-error.ts';
