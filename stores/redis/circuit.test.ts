import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CircuitState, createCircuit, doubtMs, firstProbeMs, longestProbeMs } from './circuit.ts';

/** A circuit of which the test answers the probes and fires the timers. */
function openBench() {
  const probes: { resolve: () => void; reject: () => void }[] = [];
  const scheduled: { work: () => void; ms: number }[] = [];
  const states: CircuitState[] = [];
  let nowMs = 0;
  const circuit = createCircuit({
    probe: () =>
      new Promise<void>((resolve, reject) => probes.push({ resolve, reject: () => reject(new Error('late')) })),
    onChange: (state) => states.push(state),
    now: () => nowMs,
    schedule(work, ms) {
      const one = { work, ms };
      scheduled.push(one);
      return () => scheduled.splice(scheduled.indexOf(one), scheduled.includes(one) ? 1 : 0);
    },
  });
  const turn = () => new Promise(setImmediate);
  return {
    circuit,
    pass: (ms: number) => (nowMs += ms),
    failFor(ms: number) {
      circuit.failed();
      nowMs += ms;
      circuit.failed();
    },
    states,
    scheduled,
    probes,
    async answerProbe(isWell: boolean) {
      const probe = probes.shift();
      if (isWell) probe?.resolve();
      else probe?.reject();
      await turn();
    },
    async passTime() {
      const next = scheduled.shift();
      next?.work();
      await turn();
      return next?.ms;
    },
  };
}

async function openClosed() {
  const bench = openBench();
  bench.circuit.connected();
  await bench.answerProbe(true);
  return bench;
}

test('nobody is asked before a probe was answered', async () => {
  const { circuit, states, answerProbe } = openBench();
  assert.equal(circuit.state, 'open');
  circuit.connected();
  assert.equal(circuit.state, 'half_open');
  await answerProbe(true);
  assert.deepEqual(states, ['half_open', 'closed']);
});

test('failures for a while open it; a success between them does not let it open', async () => {
  const { circuit, pass, failFor } = await openClosed();
  for (let n = 0; n < 10; n += 1) {
    failFor(doubtMs - 1);
    assert.equal(circuit.isDoubtful, true);
    circuit.succeeded();
    pass(doubtMs);
  }
  circuit.failed();
  assert.equal(circuit.state, 'closed', 'control: one alone, long after the others');
  circuit.succeeded();
  assert.equal(circuit.isDoubtful, false);
  failFor(doubtMs);
  assert.equal(circuit.state, 'open');
});

test('probes come ever more rarely, up to a limit, and one that is answered closes it', async () => {
  const { circuit, failFor, passTime, answerProbe } = await openClosed();
  failFor(doubtMs);
  const waits: (number | undefined)[] = [];
  for (let n = 0; n < 8; n += 1) {
    waits.push(await passTime());
    assert.equal(circuit.state, 'half_open');
    await answerProbe(false);
    assert.equal(circuit.state, 'open');
  }
  assert.deepEqual(waits.slice(0, 3), [firstProbeMs, firstProbeMs * 2, firstProbeMs * 4]);
  assert.equal(waits.at(-1), longestProbeMs);
  await passTime();
  await answerProbe(true);
  assert.equal(circuit.state, 'closed');
  failFor(doubtMs);
  assert.equal(await passTime(), firstProbeMs, 'the next outage begins anew');
});

test('a lost connection opens it at once, and only a new one is probed', async () => {
  const { circuit, probes, scheduled, answerProbe } = await openClosed();
  circuit.disconnected();
  assert.deepEqual([circuit.state, probes.length, scheduled.length], ['open', 0, 0]);
  circuit.connected();
  await answerProbe(true);
  assert.equal(circuit.state, 'closed');
});

test('the answer to a probe of the connection before is not believed', async () => {
  const { circuit, probes } = openBench();
  circuit.connected();
  const old = probes.shift();
  circuit.disconnected();
  old?.resolve();
  await new Promise(setImmediate);
  assert.equal(circuit.state, 'open');
});
