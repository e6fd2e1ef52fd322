#!/usr/bin/env bash
# typebox 1.4.3: `Value.Convert` makes texts into integers that they are not: it cuts '1.9' to 1 and rounds what is beyond 2^53, and the check
# that follows finds nothing wrong. A request for `limit=1.9` is answered as one for `limit=1`, where a refusal was to be expected.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund typebox@1.4.3

cat > main.mjs <<'JS'
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const results = ['1.9', '9007199254740993', '1x'].map((text) => {
  const value = Value.Convert(Type.Integer(), text);
  return `${text} becomes ${value}, ${Value.Check(Type.Integer(), value) ? 'passes' : 'is refused'}`;
});
console.log(`typebox 1.4.3, integers:\n${results.join('\n')}`);
const expected = ['1.9 becomes 1, passes', '9007199254740993 becomes 9007199254740992, passes', '1x becomes 1x, is refused'];
process.exit(results.join() === expected.join() ? 0 : 1);
JS
node main.mjs
