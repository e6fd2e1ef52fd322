/** `closed`: requests ask Redis. `open`: no request asks it. `half_open`: one probe is on its way, and requests go on without Redis. */
export type CircuitState = 'closed' | 'open' | 'half_open';

export type CircuitOptions = {
  /** Resolves if Redis answers in time; rejects otherwise. Only the probe finds out whether Redis is back, so that no request has to wait for it. */
  probe: () => Promise<unknown>;
  onChange?: (state: CircuitState) => void;
  /** Runs work later; returns a function that cancels it. */
  schedule?: (work: () => void, ms: number) => () => void;
  /** Milliseconds since any fixed moment. */
  now?: () => number;
};

/**
 * The circuit opens if requests fail for this long with no success between them. A Redis that merely waits for its turn on a busy machine comes
 * back sooner (with five processes to two cores, 16 ms at most of 10,000 answers); until then each request waits its own short time.
 */
export const doubtMs = 30;
/** The time between two probes; it doubles with each probe that fails. */
export const firstProbeMs = 50;
export const longestProbeMs = 1_000;

/**
 * A circuit breaker, open at first. The libraries for it (opossum, cockatiel) send a caller's own request as the probe, and answer
 * by a promise also while they are open; here no request waits for a Redis that is known to be away, and a caller sees
 * an open circuit without a promise.
 */
export type Circuit = {
  readonly state: CircuitState;
  /** True if the last command failed and none has been answered since. */
  readonly isDoubtful: boolean;
  succeeded(): void;
  failed(): void;
  /** Called when the connection is lost: the circuit opens at once. Probes begin after `connected`. */
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
  /** Counts connections: a probe that began on an earlier connection says nothing about the present one. */
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
