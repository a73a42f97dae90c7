/** PostgreSQL refuses NUL in text; neither keeps a lone surrogate, which is no character of UTF-8. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
