import { styleText } from 'node:util';

/** Reports progress, a line at a time. */
export type Say = (text: string) => void;

/** Progress goes to stderr: lines for people, or JSON for machines. */
export function createSay(isJson: boolean): Say {
  if (isJson)
    return (text) =>
      void process.stderr.write(`${JSON.stringify({ time: Date.now(), name: 'recomengine', msg: text })}\n`);
  return (text) => void process.stderr.write(`${styleText('dim', new Date().toISOString().slice(11, 19))} ${text}\n`);
}
