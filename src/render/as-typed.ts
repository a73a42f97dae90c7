/** What a report is about: the name in A-labels, where it is a domain, and as a person wrote it. */
type Named = { domain?: string; typed: string };

/**
 * A title for people. DNS and JSON know a domain in other than ASCII letters by its A-labels (`xn--…`) only; people know
 * it as they wrote it, so that form stands beside the first.
 */
export function asTyped(title: string, { domain, typed }: Named): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  if (!domain?.includes("xn--") || /^[\u0000-\u007f]*$/.test(typed)) return title;
  const at = indexOfName(title, domain);
  if (at < 0) return title;
  const end = at + domain.length;
  return `${title.slice(0, end)} (${typed})${title.slice(end)}`;
}

/** Where a name stands as such or with labels before it, not as a part of another. */
function indexOfName(text: string, name: string): number {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? "";
    const after = text.slice(at + name.length, at + name.length + 2);
    if (!/[a-z0-9-]/i.test(before) && !/^(?:[a-z0-9_-]|\.[a-z0-9_])/i.test(after)) return at;
  }
  return -1;
}
