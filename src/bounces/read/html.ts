const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " }),
);

/** The words of an HTML notice, a line per block. Linear; nothing of it is fetched or run. */
export function htmlToText(html: string): string {
  return html
    .slice(0, 256 * 1024)
    .replaceAll(/<(style|script|head)\b[^>]{0,500}>/gi, "\u0000$1\u0000")
    .split("\u0000")
    .reduce<{ text: string; skip: string | null }>(skipNamed, { text: "", skip: null })
    .text.replaceAll(/<(?:br|\/p|\/div|\/tr|\/h[1-6]|\/li|\/pre|\/table)\b[^<>]{0,300}>/gi, "\n")
    .replaceAll(/<[/!a-z][^<>]{0,2000}>/gi, " ")
    .replaceAll(/&(#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});/gi, entity)
    .replaceAll(/[ \t\u00a0]{2,}/g, " ");
}

function skipNamed(state: { text: string; skip: string | null }, piece: string): { text: string; skip: string | null } {
  if (/^(?:style|script|head)$/i.test(piece)) return { ...state, skip: piece.toLowerCase() };
  if (state.skip === null) return { ...state, text: state.text + piece };
  const end = piece.toLowerCase().indexOf(`</${state.skip}`);
  return end === -1 ? state : { text: state.text + piece.slice(piece.indexOf(">", end) + 1), skip: null };
}

function entity(whole: string, name: string): string {
  if (!name.startsWith("#")) return ENTITIES.get(name.toLowerCase()) ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}
