#!/usr/bin/env bash
# avsc 5.7.9: a reader whose record has another namespace refuses what a writer wrote. Avro's specification compares records by their
# unqualified names ("Schema Resolution", 1.11), so a schema that only moved to another namespace stays readable elsewhere; with
# avsc it needs an alias with the writer's full name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund avsc@5.7.9

cat > main.mjs <<'JS'
import avro from 'avsc';

const schema = (namespace, more = {}) =>
  avro.Type.forSchema({ type: 'record', name: 'Click', namespace, fields: [{ name: 'n', type: 'int' }], ...more });
const writer = schema('old.shop');
const read = (reader) => {
  try {
    return `n=${reader.fromBuffer(writer.toBuffer({ n: 7 }), reader.createResolver(writer)).n}`;
  } catch (error) {
    return error.message;
  }
};
const results = [read(schema('old.shop')), read(schema('new.shop')), read(schema('new.shop', { aliases: ['old.shop.Click'] }))];
console.log(`avsc 5.7.9: same namespace: ${results[0]}; another: ${results[1]}; with an alias: ${results[2]}`);
process.exit(results.join() === 'n=7,no alias found for old.shop.Click,n=7' ? 0 : 1);
JS
node main.mjs
