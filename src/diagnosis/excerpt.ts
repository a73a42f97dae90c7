/** Text from outside that goes into a finding's data: at most `max` characters, the cut shown. */
export function excerpt(text: string, max = 500): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
