/** `closed`: Redis is asked. `open`: nobody asks it. `half_open`: one probe is on its way, everybody else goes on without. */
export type CircuitState = 'closed' | 'open' | 'half_open';

export type CircuitOptions = {
  /** Resolves where Redis answers in time; rejects otherwise. Only it finds out whether Redis is back: no request has to. */
  probe: () => Promise<unknown>;
  onChange?: (state: CircuitState) => void;
  /** Runs work later; answers how to call it off. */
  schedule?: (work: () => void, ms: number) => () => void;
};

/** So many failures with no success between them open it: one alone may be a single packet's bad luck. */
export const failuresToOpen = 2;
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
  succeeded(): void;
  failed(): void;
  /** The connection is gone: opens at once. Probes begin with `connected`. */
  disconnected(): void;
  connected(): void;
  close(): void;
};

export function createCircuit({ probe, onChange = () => {}, schedule = later }: CircuitOptions): Circuit {
  let state: CircuitState = 'open';
  let failures = 0;
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
        failures = 0;
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
    failures = 0;
    callOff();
  };

  return {
    get state() {
      return state;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      if (failures < failuresToOpen || state !== 'closed' || !isConnected) return;
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
