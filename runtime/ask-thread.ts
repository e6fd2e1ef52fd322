import { Worker } from 'node:worker_threads';

/**
 * Starts `script` on a thread of its own with `task` as its `workerData`, and returns the one message that it posts. The thread ends with its answer, and with `signal`. Throws what the thread throws,
 * or the reason of the signal. `Answer` is what the script posts: both sides import its type.
 */
export async function askThread<Answer>(script: URL, task: unknown, signal?: AbortSignal): Promise<Answer> {
  signal?.throwIfAborted();
  const worker = new Worker(script, { workerData: task });
  worker.unref();
  const answered = new AbortController();
  try {
    return await new Promise<Answer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error(`the thread of ${script} ended without an answer`)));
      signal?.addEventListener('abort', () => reject(signal.reason), { signal: answered.signal });
    });
  } finally {
    answered.abort();
    await worker.terminate();
  }
}
