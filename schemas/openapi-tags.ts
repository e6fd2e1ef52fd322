/** What the operations of one tag are about; undefined of a tag that no product has. */
export const describeTag = (tag: string): string | undefined => (tag in tags ? tags[tag] : undefined);

const tags: Readonly<Record<string, string>> = {
  Accounts: 'Admins: their sign-up, sessions, passwords and their own audit trail.',
  Analytics: 'What recommendations did and what they earned, by time, placement and strategy.',
  'API keys': 'The keys with which shops send and ask.',
  Catalog: 'The products that may be recommended.',
  Contract: 'This document, and a page to try it on.',
  'Dead letters': 'Records that could not be used, and how they are put back.',
  Events: 'What shoppers did: sent by shops, read by admins.',
  Experiments: 'Two strategies compared on real shoppers, and the standing holdout.',
  Operation: 'Whether the product runs, and its metrics.',
  Recommendations: 'Products to show, and why.',
  Replays: 'The past once more: evaluations, exports and rebuilds.',
  Rules: 'What the shop wants of the answers of a placement.',
  'Schema registry': 'The Avro schemas of the log, as a Confluent schema registry has them, read-only.',
  Senders: 'The paths of other software, so that its SDKs can send here.',
  Shoppers: 'The rights of shoppers over their data.',
  Storefront: "The SDK that shops' pages load.",
  Tenants: 'Shops with their settings, secrets and audit trails.',
  Widgets: 'How recommendations look in a page.',
};
