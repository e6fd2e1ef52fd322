/** The time of the questions of one kind, in µs. */
export type Asked = { p50: number; p95: number; p99: number };

/** What was measured of one checkout at one number of interactions: CPU of an event in µs, memory, questions of `session`, of `collaborative` before rows are learnt and after, CPU of a row in ms. */
export type Measured = {
  name: string;
  foldUs: number;
  estimateMib: number;
  processMib: number;
  asked: [session: Asked, collaborative: Asked, learnt: Asked];
  rowMs: number | null;
};
