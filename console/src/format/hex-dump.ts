const bytesALine = 16;

/** Writes bytes as people look at them: a line for 16 of them, with their place, and the letters that they are in ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesALine) {
    const line = [...bytes.subarray(at, at + bytesALine)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(bytesALine * 3 - 1)}  ${letters}`);
  }
  return lines.join('\n');
}
