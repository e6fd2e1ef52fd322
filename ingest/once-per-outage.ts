/** An outage is over once nothing has failed for this long: a machine that is merely slow answers now and then in between. */
const quietMs = 60_000;

/** Returns a function that tells the reason of the first failure of an outage, and of none that follows it. */
export function oncePerOutage(now: () => number, tell: (reason: string) => void): (error: unknown) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    const isNew = now() - lastMs >= quietMs;
    lastMs = now();
    if (isNew) tell(error instanceof Error ? error.message : String(error));
  };
}
