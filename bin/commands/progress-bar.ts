import { Presets, SingleBar } from 'cli-progress';

/** Shows a bar for each phase on stderr while `work` reports how far it is; for people only. */
export async function withProgress<T>(
  isShown: boolean,
  work: (onProgress: (phase: string, done: number, total: number | null) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar(
    {
      format: '{phase} {bar} {percentage}% {value}/{total} {eta_formatted}',
      stream: process.stderr,
      noTTYOutput: false,
    },
    Presets.shades_classic,
  );
  let phase = '';
  try {
    return await work((now, done, total) => {
      if (total === null || !isShown) return;
      if (now !== phase) {
        if (phase !== '') bar.stop();
        phase = now;
        bar.start(total, done, { phase: now.padEnd(8) });
      } else {
        bar.setTotal(total);
        bar.update(done);
      }
    });
  } finally {
    if (phase !== '') bar.stop();
  }
}
