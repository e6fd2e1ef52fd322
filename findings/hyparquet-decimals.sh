#!/usr/bin/env bash
# hyparquet 1.31.5 reads a DECIMAL as a double, by multiplying the whole number that the file holds with a power of ten: 12,345 ten-thousandths, which hyparquet-writer 0.17.0 writes exactly from a bigint,
# come back as 1.2345000000000002, while a division would give the double nearest to 1.2345. So prices that were read by it do not equal the prices that were written, and their sums drift; other readers
# (DuckDB, pyarrow) have the same file's value as a decimal.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund hyparquet@1.31.5 hyparquet-writer@0.17.0

cat > main.mjs <<'JS'
import { parquetReadObjects } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';

const writer = new ByteWriter();
parquetWrite({
  writer,
  schema: [
    { name: 'root', num_children: 1 },
    { name: 'price', type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4, repetition_type: 'REQUIRED' },
  ],
  columnData: [{ name: 'price', data: [12_345n, 129_500n] }],
});
const [odd, even] = (await parquetReadObjects({ file: writer.getBuffer() })).map(({ price }) => price);
console.log(`hyparquet 1.31.5: 12345 of scale 4 is read as ${odd} (${odd === 1.2345 ? '' : 'not '}1.2345), 129500 as ${even}`);
process.exit(odd === 1.2345000000000002 && even === 12.950000000000001 ? 0 : 1);
JS
node main.mjs
