import { createHash } from 'node:crypto';
import { fileProblems } from '#cli/file-problems.ts';
import { FileInUtf16, readLines } from '#cli/import/read-lines.ts';
import { DumpDamaged } from './dump-damaged.ts';
import { type DumpLine, type DumpManifest, dumpFormat, faultOf } from './dump-line.ts';

const manifestStart = '{"kind":"manifest"';
const lineProblems = { line_too_long: 'is too long', not_utf8: 'is not UTF-8' } as const;

type Head = Extract<DumpLine, { kind: 'tenant' }>;

/** Reads a dump to its end, and returns its first and its last line. Throws `DumpDamaged` unless it is whole, as its manifest says, of this format, and its settings are what this version knows. */
export async function verifyDump(file: string): Promise<{ head: Head; manifest: DumpManifest }> {
  const hash = createHash('sha256');
  let [lines, before] = [0, ''];
  let head: Head | undefined;
  for await (const text of textsOf(file)) {
    if (before.startsWith(manifestStart))
      throw new DumpDamaged(file, `line ${lines + 1} comes after its manifest: it was changed. Dump the tenant again`);
    if (lines > 0) hash.update(`${before}\n`);
    if (lines === 0) head = headOf(file, text);
    before = text;
    lines += 1;
  }
  if (lines === 0) throw new DumpDamaged(file, 'it is empty');
  const manifest = parsed(file, before, lines) as DumpManifest | DumpLine;
  if (manifest.kind !== 'manifest')
    throw new DumpDamaged(file, `it ends at line ${lines}, before its manifest: it is torn. Dump the tenant again`);
  if (head === undefined || manifest.lines !== lines - 1 || manifest.sha256 !== hash.digest('hex'))
    throw new DumpDamaged(
      file,
      'its lines are not those that its manifest names: it was changed. Dump the tenant again',
    );
  for await (const line of readDump(file)) {
    if (line.kind === 'product' || line.kind === 'event') break;
    const fault = faultOf(line);
    if (fault !== undefined)
      throw new DumpDamaged(file, `this version does not know what its ${line.kind} has: ${fault}`);
  }
  return { head, manifest };
}

/** Yields the lines of a dump that was verified, without its manifest. */
export async function* readDump(file: string): AsyncGenerator<DumpLine> {
  let number = 0;
  for await (const text of textsOf(file)) {
    number += 1;
    const line = parsed(file, text, number) as DumpLine | DumpManifest;
    if (line.kind !== 'manifest') yield line;
  }
}

async function* textsOf(file: string): AsyncGenerator<string> {
  try {
    for await (const read of readLines(file)) {
      if ('problem' in read)
        throw new DumpDamaged(file, `line ${read.line} ${lineProblems[read.problem]}: this is no dump of a tenant`);
      yield read.text;
    }
  } catch (error) {
    if (error instanceof FileInUtf16) throw new DumpDamaged(file, 'it is in UTF-16: this is no dump of a tenant');
    const problem = error instanceof Error && 'code' in error ? fileProblems.get(String(error.code)) : undefined;
    if (problem !== undefined) throw new DumpDamaged(file, problem);
    // What zlib says of a file that was cut.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw new DumpDamaged(file, `it cannot be unpacked (${error.message}): it is torn. Dump the tenant again`);
    throw error;
  }
}

function headOf(file: string, text: string): Head {
  const first = parsed(file, text, 1) as DumpLine;
  if (first.kind !== 'tenant') throw new DumpDamaged(file, 'it does not begin as a dump of a tenant does');
  if (first.format !== dumpFormat)
    throw new DumpDamaged(
      file,
      `it has format ${first.format}, and this version reads ${dumpFormat}: install the version that wrote it, or a newer one`,
    );
  return first;
}

function parsed(file: string, text: string, number: number): { kind: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'kind' in value) return { ...value, kind: String(value.kind) };
  } catch {
    // Told below, as what is JSON and no line.
  }
  throw new DumpDamaged(file, `line ${number} is no line of a dump: it is torn. Dump the tenant again`);
}
