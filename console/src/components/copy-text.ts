/** Puts a text on the clipboard. Where the browser has no clipboard for pages (an origin that is neither HTTPS nor this machine) it uses the older way. */
export async function copyText(text: string): Promise<void> {
  if ('clipboard' in navigator) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
