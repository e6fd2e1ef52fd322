/** Hands a file to the browser, which saves it. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Hands a file of CSV to the browser, marked as UTF-8: without the mark Excel reads other letters than were written. */
export const saveCsv = (content: Blob | string, name: string): void =>
  saveFile(new Blob(['\uFEFF', content], { type: 'text/csv' }), name);
