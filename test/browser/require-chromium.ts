import { chromiumProblem } from "../../local/images/browser.ts";

/** Ends the run with one line where there is no browser. */
export default function requireChromium(): void {
  const problem = chromiumProblem();
  if (!problem) return;
  console.error(problem);
  process.exit(1);
}
