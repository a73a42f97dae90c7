import { TextDecoder } from "node:util";

const decoders = new Map<string, TextDecoder | null>();

/** Names that mails use and the Encoding standard does not know. */
const ALIASES: Readonly<Record<string, string>> = {
  "us-ascii": "windows-1252",
  "unicode-1-1-utf-7": "windows-1252",
  "utf-7": "windows-1252",
  cp932: "shift_jis",
  "iso-2022-jp-ms": "iso-2022-jp",
  "ks_c_5601-1987": "euc-kr",
  gb2312: "gb18030",
};

function decoderOf(charset: string): TextDecoder | null {
  const name = charset.trim().toLowerCase().slice(0, 40);
  const known = decoders.get(name);
  if (known !== undefined) return known;
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(ALIASES[name] ?? name);
  } catch {
    // A charset that nobody knows: the text is read as UTF-8 or Latin-1, its ASCII survives.
  }
  if (decoders.size < 100) decoders.set(name, decoder);
  return decoder;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const HAS_8BIT = /[\u0080-\u00ff]/;

/** Text from bytes held as a Latin-1 string, one character a byte. Never throws. */
export function decodeCharset(bytes: string, charset: string | undefined): string {
  const wide = HAS_8BIT.test(bytes);
  if (!wide && !(bytes.includes("\u001b") && charset)) return bytes;
  const buffer = Buffer.from(bytes, "latin1");
  const decoder = charset ? decoderOf(charset) : null;
  if (decoder && !(wide && decoder.encoding === "windows-1252")) return decoder.decode(buffer);
  try {
    return strictUtf8.decode(buffer);
  } catch {
    return bytes;
  }
}

const ENCODED_WORD = /=\?([\w.:*-]{1,40})\?([bq])\?([^?\s]{0,1000})\?=/gi;

/** RFC 2047 words in a header value become text; what cannot be read stays as it is. */
export function decodeEncodedWords(value: string): string {
  if (!value.includes("=?")) return decodeCharset(value, undefined);
  const joined = value.replaceAll(/\?=[ \t]{1,20}=\?/g, "?==?");
  return joined.replace(ENCODED_WORD, (_, charset: string, encoding: string, text: string) =>
    decodeCharset(
      encoding.toLowerCase() === "b" ? decodeBase64(text) : decodeQuotedPrintable(text.replaceAll("_", " ")),
      charset.split("*")[0],
    ),
  );
}

/** Bytes as Latin-1. */
export function decodeBase64(text: string): string {
  return Buffer.from(text, "base64").toString("latin1");
}

/** Bytes as Latin-1. */
export function decodeQuotedPrintable(text: string): string {
  if (!text.includes("=")) return text;
  return text
    .replaceAll(/=[ \t]{0,10}\r?\n/g, "")
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
