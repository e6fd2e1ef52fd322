/** `closed`: Redis is asked. `open`: nobody asks it. `half_open`: one probe is on its way, everybody else goes on without. */
export type CircuitState = 'closed' | 'open' | 'half_open';

export type CircuitOptions = {
  /** Resolves where Redis answers in time; rejects otherwise. Only it finds out whether Redis is back: no request has to. */
  probe: () => Promise<unknown>;
  onChange?: (state: CircuitState) => void;
  /** Runs work later; answers how to call it off. */
  schedule?: (work: () => void, ms: number) => () => void;
  /** ms from any moment on. */
  now?: () => number;
};

/**
 * Failures for so long, with no success between them, open it. A Redis that merely waits for its turn on a busy machine comes
 * back sooner (with five processes to two cores, 16 ms at most of 10,000 answers); until then each question bears its own short wait.
 */
export const doubtMs = 30;
/** Between two probes; it doubles with each that fails. */
export const firstProbeMs = 50;
export const longestProbeMs = 1_000;

/**
 * A circuit breaker, open at first. The libraries for it (opossum, cockatiel) send a caller's own request as the probe, and answer
 * by a promise also while they are open; here no request waits for a Redis that is known to be away, and an open circuit is
 * seen without a promise.
 */
export type Circuit = {
  readonly state: CircuitState;
  /** The last question failed, and nothing has been answered since. */
  readonly isDoubtful: boolean;
  succeeded(): void;
  failed(): void;
  /** The connection is gone: opens at once. Probes begin with `connected`. */
  disconnected(): void;
  connected(): void;
  close(): void;
};

export function createCircuit({
  probe,
  onChange = () => {},
  schedule = later,
  now = () => performance.now(),
}: CircuitOptions): Circuit {
  let state: CircuitState = 'open';
  let failingSinceMs: number | null = null;
  let waitMs = firstProbeMs;
  let isConnected = false;
  let callOff = () => {};
  /** A probe that was begun before the connection changed says nothing about the new one. */
  let era = 0;

  const become = (next: CircuitState) => {
    if (state === next) return;
    state = next;
    onChange(next);
  };
  const probeSoon = () => {
    callOff();
    callOff = schedule(probeNow, waitMs);
    waitMs = Math.min(longestProbeMs, waitMs * 2);
  };
  const probeNow = () => {
    const begun = era;
    become('half_open');
    probe().then(
      () => {
        if (begun !== era) return;
        failingSinceMs = null;
        waitMs = firstProbeMs;
        become('closed');
      },
      () => {
        if (begun !== era) return;
        become('open');
        probeSoon();
      },
    );
  };
  const forget = () => {
    era += 1;
    failingSinceMs = null;
    callOff();
  };

  return {
    get state() {
      return state;
    },
    get isDoubtful() {
      return failingSinceMs !== null;
    },
    succeeded() {
      failingSinceMs = null;
    },
    failed() {
      if (state !== 'closed' || !isConnected) return;
      failingSinceMs ??= now();
      if (now() - failingSinceMs < doubtMs) return;
      forget();
      become('open');
      probeSoon();
    },
    disconnected() {
      isConnected = false;
      forget();
      become('open');
    },
    connected() {
      isConnected = true;
      forget();
      waitMs = firstProbeMs;
      probeNow();
    },
    close() {
      isConnected = false;
      forget();
      become('open');
    },
  };
}

function later(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
