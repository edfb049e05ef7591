import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium, unless `CHROMIUM_PATH` names another one. */
export function chromiumPath({ CHROMIUM_PATH }: NodeJS.ProcessEnv = process.env): string {
  return CHROMIUM_PATH || "/usr/bin/chromium";
}

/** One line that says how to get a Chromium; undefined if there is one. */
export function chromiumProblem(path = chromiumPath()): string | undefined {
  if (existsSync(path)) return undefined;
  return `There is no Chromium at ${path}. Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to one.`;
}

/** A browser without a window that talks to nobody but the page. */
export function launchChromium(): Promise<Browser> {
  const problem = chromiumProblem();
  if (problem) throw new Error(problem);
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
