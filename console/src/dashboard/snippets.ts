export type Snippet = { id: string; label: string; text: string };

/** Returns how a first event is sent in each language, with these keys in it. The tag needs the key that may stand in pages, the others the one that may not. */
export function snippetsOf({
  apiUrl,
  writeKey,
  readKey,
}: {
  apiUrl: string;
  writeKey: string;
  readKey: string;
}): Snippet[] {
  const url = `${apiUrl}/api/v1/events`;
  const event = '{"eventType":"product_viewed","userId":"ada","productId":"p-1"}';
  return [
    {
      id: 'curl',
      label: 'curl',
      text: [
        `curl -X POST ${url} \\`,
        `  -H "Authorization: Bearer ${writeKey}" \\`,
        "  -H 'Content-Type: application/json' \\",
        `  -d '${event}'`,
      ].join('\n'),
    },
    {
      id: 'node',
      label: 'Node',
      text: [
        `await fetch('${url}', {`,
        "  method: 'POST',",
        `  headers: { authorization: 'Bearer ${writeKey}', 'content-type': 'application/json' },`,
        `  body: '${event}',`,
        '});',
      ].join('\n'),
    },
    {
      id: 'python',
      label: 'Python',
      text: [
        'from urllib.request import Request, urlopen',
        '',
        'urlopen(Request(',
        `    '${url}',`,
        `    data=b'${event}',`,
        `    headers={'Authorization': 'Bearer ${writeKey}', 'Content-Type': 'application/json'},`,
        '))',
      ].join('\n'),
    },
    {
      id: 'tag',
      label: 'Tag',
      text: [
        `<script src="${apiUrl}/v1/recomengine.js" data-api-key="${readKey}" async></script>`,
        '<div data-recomengine-placement="home"></div>',
      ].join('\n'),
    },
  ];
}
