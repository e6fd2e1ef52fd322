type Keys = { apiUrl: string; writeKey: string; readKey: string };

/** A product that belongs to the event of the first snippets. */
export const productSnippet = ({ apiUrl, writeKey }: Keys): string =>
  [
    `curl -X POST ${apiUrl}/api/v1/catalog \\`,
    `  -H "Authorization: Bearer ${writeKey}" \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '{"productId":"p-1","name":"Blue mug","category":"kitchen","price":12.95}'`,
  ].join('\n');

/** The question of a page of the shop. */
export const questionSnippet = ({ apiUrl, readKey }: Keys): string =>
  [
    `curl "${apiUrl}/api/v1/recommendations?userId=bob&placementId=home&limit=4" \\`,
    `  -H "Authorization: Bearer ${readKey}"`,
  ].join('\n');

/** The tag, and the place where the widget appears. */
export const tagSnippet = ({ apiUrl, readKey }: Keys): string =>
  [
    `<script src="${apiUrl}/v1/recomengine.js" data-api-key="${readKey}" async></script>`,
    '<div data-recomengine-placement="home"></div>',
  ].join('\n');
