import assert from 'node:assert/strict';
import { orderLineOfRow, orderTimeOf, orderUserOf, whyLeftOut } from '#cli/import/shopify-order-row.ts';
import { createTableReader } from '#runtime/tables/read-table.ts';
import { FileFault } from '#runtime/text/file-fault.ts';
import { ofText } from '../target.ts';

const columns = { product: 'Lineitem sku', user: null };

export const orderTables = ofText({
  name: 'tables of orders',
  corpus: [
    'Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount\n#1,Ada@shop.example,paid,2026-03-01 12:00:00 +0100,2,"Mug, blue",12.95,mug,0.50\n#1,,,,1,Pan,9,pan,\n',
  ],
  take(text) {
    try {
      const reader = createTableReader({ encoding: 'utf-8', checkColumns: () => {} });
      let taken = 0;
      for (const row of [...reader.push(Buffer.from(text)), ...reader.end()]) {
        if (!('cells' in row)) continue;
        const line = orderLineOfRow(row.cells, columns);
        assert.ok(orderUserOf(row.cells, '#1', columns) !== '');
        assert.ok(whyLeftOut(row.cells) !== '');
        if (typeof line === 'string') continue;
        assert.ok(line.productId !== '' && line.quantity >= 1 && line.priceE4 >= 0n && line.discountE4 >= 0n);
        if (orderTimeOf(row.cells) !== undefined) taken += 1;
      }
      return taken > 0 ? 'taken' : 'refused';
    } catch (error) {
      if (error instanceof FileFault) return 'refused';
      throw error;
    }
  },
});
