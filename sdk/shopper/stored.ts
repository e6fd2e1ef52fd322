import { quietly } from '../quietly.ts';

const prefix = 'recomengine.';
/** What the browser would not keep. */
const memory: Record<string, string> = {};

/** Texts that outlive the page, by name. Where the browser blocks its storage, or it is full, they live as long as the page. */
export const stored = {
  read: (name: string): string | null | undefined => memory[name] || quietly(() => localStorage.getItem(prefix + name)),
  write(name: string, text: string): void {
    quietly(() => {
      memory[name] = text;
      localStorage.setItem(prefix + name, text);
      delete memory[name];
    });
  },
  remove(name: string): void {
    delete memory[name];
    quietly(() => localStorage.removeItem(prefix + name));
  },
  /** The names that begin so, of what other pages have stored too. */
  names: (beginning: string): string[] =>
    (quietly(() => Object.keys(localStorage)) || [])
      .filter((name) => name.startsWith(prefix + beginning))
      .map((name) => name.slice(prefix.length)),
};
export type Stored = typeof stored;
