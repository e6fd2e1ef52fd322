#!/usr/bin/env bash
# avsc 5.7.9: the largest `long` that it writes and reads is 2^53 - 2, not Number.MAX_SAFE_INTEGER (2^53 - 1), the bound that its readers would
# check against: that one number, a legal `long` that JavaScript holds exactly, is refused with an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund avsc@5.7.9

cat > main.mjs <<'JS'
import avro from 'avsc';

const long = avro.Type.forSchema('long');
const write = (n) => {
  try {
    return long.fromBuffer(long.toBuffer(n)) === n ? 'written and read' : 'another number';
  } catch (error) {
    return error.message;
  }
};
const results = [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER].map(write);
console.log(`avsc 5.7.9: 2^53 - 2 is ${results[0]}; 2^53 - 1: ${results[1]}`);
process.exit(results[0] === 'written and read' && /^invalid "long"/.test(results[1]) ? 0 : 1);
JS
node main.mjs
