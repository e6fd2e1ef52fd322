import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { digestOfLog } from '#testing/older-logs/digest-of-log.ts';
import { decodeCatalogChange, decodeEventsRecord } from '../codec.ts';
import { openEmbeddedLog } from './open-embedded-log.ts';

type OlderLog = { commit: string; records: number; digest: string };

const here = new URL('older-logs/', import.meta.url);
const logs: OlderLog[] = JSON.parse(readFileSync(new URL('logs.json', here), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'recomengine-older-'));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const { commit, ...made } of logs)
  test(`a log that the code of ${commit} has made is read as that code read it, and written on`, async () => {
    const dir = join(folder, commit);
    mkdirSync(dir);
    execFileSync('tar', ['xzf', new URL(`${commit}.tar.gz`, here).pathname, '-C', dir]);
    let log = await openEmbeddedLog({ dir, role: 'writer' });
    const see = (topic: string, value: Buffer | null) =>
      void (topic === 'events' ? decodeEventsRecord(value ?? Buffer.alloc(0)) : decodeCatalogChange(value!));
    const found = await digestOfLog(log, see);
    assert.deepEqual(found, made);
    const [appended] = await log.append('events', [{ key: '1:shopper-3', value: null }]);
    await log.close();
    log = await openEmbeddedLog({ dir, role: 'writer' });
    const { partitions } = await log.describe('events');
    assert.equal(partitions[appended!.partition]?.high, appended!.offset + 1n);
    const after = await digestOfLog(log);
    await log.close();
    assert.equal(after.records, made.records + 1);
    assert.notEqual(after.digest, made.digest, 'control: a record more is another digest');
  });
