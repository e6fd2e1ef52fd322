/** The texts are spread over this many Maps: a Map that doubles inserts all of its texts again, which for 262,144 of them holds the event loop for 9 ms. */
const parts = 16;

/** Numbers of texts, as a Map has them; hundreds of thousands of texts without a long pause while it grows. */
export type NumbersByText = {
  readonly size: number;
  get(text: string): number | undefined;
  set(text: string, number: number): void;
  delete(text: string): boolean;
};

export function createNumbersByText(): NumbersByText {
  const maps = Array.from({ length: parts }, () => new Map<string, number>());
  const first = maps[0] ?? new Map<string, number>();
  /** The Map is chosen by the end of a text, since that is where the texts of one catalog differ. */
  const mapOf = (text: string): Map<string, number> => {
    const end = text.length - 1;
    const mixed = text.charCodeAt(end) + 7 * text.charCodeAt(end - 1) + 3 * text.charCodeAt(end >> 1) + end;
    return maps[mixed & (parts - 1)] ?? first;
  };
  return {
    get size() {
      return maps.reduce((sum, { size }) => sum + size, 0);
    },
    get: (text) => mapOf(text).get(text),
    set: (text, number) => void mapOf(text).set(text, number),
    delete: (text) => mapOf(text).delete(text),
  };
}
