const START = "<!-- bench/results, by `npm run bench` -->";
const END = "<!-- end of bench/results -->";

/** What stands between the markers of a README. */
export function readSection(readme: string): string {
  const [start, end] = bounds(readme);
  return readme.slice(start, end).trim();
}

export function writeSection(readme: string, section: string): string {
  const [start, end] = bounds(readme);
  return `${readme.slice(0, start)}\n\n${section}\n\n${readme.slice(end)}`;
}

function bounds(readme: string): [start: number, end: number] {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`The README lacks the lines ${START} and ${END}`);
  return [start + START.length, end];
}
