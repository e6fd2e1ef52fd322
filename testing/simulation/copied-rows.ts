const signatureBytes = 19;
const endOfRows = -1;

/** The rows of a COPY in binary format (stores/postgres/binary-copy.ts), each field as its bytes; null for NULL. */
export function copiedRows(bytes: Buffer): (Buffer | null)[][] {
  const rows: (Buffer | null)[][] = [];
  let at = signatureBytes;
  for (;;) {
    const fields = bytes.readInt16BE(at);
    at += 2;
    if (fields === endOfRows) return rows;
    const row: (Buffer | null)[] = [];
    for (let n = 0; n < fields; n++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : bytes.subarray(at, at + length));
      at += Math.max(length, 0);
    }
    rows.push(row);
  }
}
