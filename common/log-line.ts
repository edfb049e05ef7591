const MAX_LENGTH = 1_000;

/** Callers have a say in what is logged, but not in where a line ends or how a terminal shows it. */
export function toLogLine(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replace(/\s+/g, " ")
    .replace(/\p{C}/gu, (character) => {
      const hex = character.codePointAt(0)?.toString(16).padStart(4, "0");
      return `\\u{${hex}}`;
    });
}
