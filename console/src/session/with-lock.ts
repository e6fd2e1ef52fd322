/** Runs work while no other tab runs work under this name. Where the browser has no locks (an origin that is neither HTTPS nor this machine) it runs at once. */
export async function withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(name, work);
}
