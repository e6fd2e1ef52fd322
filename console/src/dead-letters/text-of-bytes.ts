/** Before the value of a record with a schema stand a zero and the id of the schema. */
const framingBytes = 5;

/** Letters of UTF-8 that people can read, in lines or not. */
const isReadable = (text: string) => !/[\p{Cc}\uFFFD]/u.test(text.replaceAll(/[\t\r\n]/g, ''));

/** Returns the text that bytes are, without the framing of a schema; null if people could not read it. */
export function textOfBytes(bytes: Uint8Array): string | null {
  const body = bytes[0] === 0 ? bytes.subarray(framingBytes) : bytes;
  const text = new TextDecoder().decode(body);
  return text !== '' && isReadable(text) ? text : null;
}
