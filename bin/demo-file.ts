import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '#runtime/replace-file.ts';

/** What is remembered of the demo shop. The end of its history never changes, so that a seeding that was interrupted can go on. */
export type Demo = {
  endMs: number;
  email: string;
  password: string;
  tenantId: string;
  writeKey: string;
  readKey: string;
  /** Writes and reads the test space, which has the same catalog and no shoppers. Demo shops of earlier releases have no such key. */
  testKey?: string;
  /** Whether its products lead to the pages at /demo, and the placements there have widgets and rules. Demo shops of earlier releases get them at their next start. */
  hasPages?: boolean;
  isSeeded: boolean;
};

const fileIn = (dataDir: string): string => join(dataDir, 'demo.json');

/** Null if the folder has no demo shop. */
export function readDemo(dataDir: string): Demo | null {
  const file = fileIn(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Demo) : null;
}

/** It holds keys: nobody but the owner of the folder can read it. */
export const keepDemo = (dataDir: string, demo: Demo): void =>
  replaceFile(fileIn(dataDir), `${JSON.stringify(demo, null, 2)}\n`);
