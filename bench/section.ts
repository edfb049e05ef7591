const START = "<!-- bench/results, by `npm run bench` -->";
const END = "<!-- end of bench/results -->";

/** What stands between the markers of a page. */
export function readSection(page: string): string {
  const [start, end] = bounds(page);
  return page.slice(start, end).trim();
}

export function writeSection(page: string, section: string): string {
  const [start, end] = bounds(page);
  return `${page.slice(0, start)}\n\n${section}\n\n${page.slice(end)}`;
}

function bounds(page: string): [start: number, end: number] {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`The page lacks the lines ${START} and ${END}`);
  return [start + START.length, end];
}
