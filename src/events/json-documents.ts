/** What stands between documents and is none itself comes as it is, line by line, so that it can be told of. */
const LONGEST = 2 * 1024 * 1024;

/**
 * The JSON documents of a text that comes in pieces: one a line, written over many lines, one behind another without
 * anything between them (Firehose), or the elements of one array. Takes as long as the text, and keeps one document.
 */
export async function* jsonDocuments(pieces: AsyncIterable<string>): AsyncIterable<string> {
  const scan = createScan();
  for await (const piece of pieces) yield* scan.take(piece);
  yield* scan.end();
}

/** The same of a text that is there whole. */
export function jsonDocumentsIn(text: string): readonly string[] {
  const scan = createScan();
  return [...scan.take(text), ...scan.end()];
}

function createScan() {
  let held = "";
  let depth = 0;
  let inString = false;
  let escaped = false;
  let junk = "";
  /** The last characters that are no space, and whether a line has begun since. */
  let before = "";
  let atLineStart = false;

  function* take(piece: string): Iterable<string> {
    let start = depth > 0 ? 0 : -1;
    for (let index = 0; index < piece.length; index += 1) {
      const character = piece[index] ?? "";
      if (depth === 0) {
        if (character === "{") {
          yield* endJunk();
          depth = 1;
          start = index;
        } else if (character === "\n") yield* endJunk();
        // Brackets and commas of the array around the documents.
        else if (!/[\s[\],\ufeff]/.test(character) && junk.length < 1_000) junk += character;
        else if (junk !== "" && junk.length < 1_000) junk += character;
        continue;
      }
      if (inString) {
        if (escaped) escaped = false;
        else if (character === "\\") escaped = true;
        else if (character === '"') inString = false;
        // No string of JSON goes over a line: the document before was cut off.
        else if (character === "\n") {
          yield `${held}${piece.slice(start, index)}`;
          reset();
          start = -1;
        }
        continue;
      }
      // A line that was cut off must not swallow those behind it; within an array or an object it may begin like this.
      if (character === "{" && atLineStart && !",:[{".includes(before)) {
        yield `${held}${piece.slice(start, index)}`;
        reset();
        depth = 1;
        start = index;
        before = character;
        continue;
      }
      atLineStart = character === "\n";
      if (!/\s/.test(character)) before = character;
      if (character === '"') inString = true;
      else if (character === "{" || character === "[") depth += 1;
      else if (character === "}" || character === "]") depth -= 1;
      if (depth === 0) {
        yield `${held}${piece.slice(start, index + 1)}`;
        reset();
        start = -1;
      }
    }
    if (depth > 0) held += piece.slice(start);
    if (held.length > LONGEST) {
      yield held;
      reset();
    }
  }

  function reset(): void {
    held = "";
    depth = 0;
    inString = false;
    escaped = false;
    atLineStart = false;
    before = "{";
  }

  function* endJunk(): Iterable<string> {
    const text = junk.trim();
    junk = "";
    if (text.replaceAll(/[\s[\],]/g, "") !== "") yield text;
  }

  function* end(): Iterable<string> {
    if (depth > 0) yield held;
    yield* endJunk();
  }

  return { take, end };
}
