import sax from 'sax';
import type { FileRow } from '#domain/catalog/files/file-format.ts';
import { FileFault } from '#runtime/text/file-fault.ts';
import type { TextEncoding } from '#runtime/text/line-reader.ts';

/** Text of one product. */
const maxItemCharacters = 256 * 1024;
const maxDepth = 64;
const itemNames = new Set(['item', 'entry']);

/**
 * Reads the products of a feed in XML: each `item` of RSS and `entry` of Atom, with the texts of its elements under their names (`g:id` is `id`; of several of one name the first
 * counts, and of a `link` its `href` if it has no text). Yields those of each piece of the input together, and holds one product at most. Entities that a document declares are not known, so that none expands;
 * nothing is fetched. Throws `FileFault` with the line where it is no XML.
 */
export async function* readFeedItems(
  input: AsyncIterable<Buffer>,
  encoding: TextEncoding | undefined,
): AsyncGenerator<FileRow[]> {
  let decoder: Decoder | null = null;
  const reader = createItemReader();
  for await (const chunk of input) {
    decoder ??= decoderOf(chunk, encoding);
    yield reader.push(textOf(chunk, decoder, reader.line()));
  }
  yield reader.end();
}

type Decoder = InstanceType<typeof TextDecoder>;

/** By what was asked for, else by what the document says of itself, else UTF-8. */
function decoderOf(head: Buffer, encoding: TextEncoding | undefined): Decoder {
  const declared = /^[^<]{0,3}<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(
    head.subarray(0, 200).toString('latin1'),
  )?.[1];
  const name = encoding === 'latin1' ? 'windows-1252' : (encoding ?? declared ?? 'utf-8');
  try {
    return new TextDecoder(name, { fatal: true });
  } catch {
    throw new FileFault(`The document says that it is in ${name}, which is not known here: save it as UTF-8.`);
  }
}

function textOf(chunk: Buffer, decoder: Decoder, line: number): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw new FileFault(
      `Behind line ${line} there are bytes that are no ${decoder.encoding.toUpperCase()}: save the file as UTF-8, or say its encoding.`,
    );
  }
}

type OpenItem = { line: number; depth: number; cells: Record<string, string>; characters: number };

/** Reads the text of a feed piece by piece; `push` and `end` return the products that are whole, and throw `FileFault`. */
export function createItemReader() {
  const parser = sax.parser(true, { position: true });
  let items: FileRow[] = [];
  let item: OpenItem | null = null;
  let depth = 0;
  let text = '';
  let href = '';

  parser.onopentag = ({ name, attributes }) => {
    depth += 1;
    if (depth > maxDepth) throw fault('elements are nested too deep');
    if (item === null) {
      if (itemNames.has(localName(name)))
        item = { line: parser.line + 1, depth, cells: Object.create(null), characters: 0 };
    } else if (depth === item.depth + 1) {
      text = '';
      href = String(attributes.href ?? '');
    }
  };
  const take = (piece: string) => {
    if (item === null || depth <= item.depth) return;
    item.characters += piece.length;
    if (item.characters > maxItemCharacters) throw fault(`an item has more than ${maxItemCharacters} characters`);
    text += piece;
  };
  parser.ontext = take;
  parser.oncdata = take;
  parser.onclosetag = (name) => {
    if (item !== null && depth === item.depth + 1) item.cells[localName(name)] ??= text.trim() === '' ? href : text;
    if (item !== null && depth === item.depth) {
      items.push({ line: item.line, cells: item.cells });
      item = null;
    }
    depth -= 1;
  };
  parser.onerror = (error) => {
    throw fault(error.message.split('\n')[0] ?? '');
  };
  const fault = (why: string) => new FileFault(`Line ${parser.line + 1}: this is no XML that can be read: ${why}.`);
  const taken = (): FileRow[] => {
    const whole = items;
    items = [];
    return whole;
  };
  return {
    line: () => parser.line + 1,
    push(piece: string): FileRow[] {
      parser.write(piece);
      return taken();
    },
    end(): FileRow[] {
      parser.close();
      return taken();
    },
  };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase();
