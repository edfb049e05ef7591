export const MAX_PORT = 65_535;
/** An execution lives a year at most, and the last hour of it is kept for its delivery. */
export const MAX_SECONDS = 31_532_400;

/** How each option is done right, in one line. */
const ADVICE = {
  in: `--in takes a whole number from 0 to ${MAX_SECONDS}, for example: --in 30`,
  port: `--port takes a whole number from 0 to ${MAX_PORT}, for example: --port 3000`,
  secret: "--secret takes a text, for example: --secret abc123. Without it the source has no secret",
  message: `--message takes JSON, for example: --message '{"name":"Luke"}' or --message '"hello"'`,
  "public-url": "--public-url takes the URL of a tunnel, for example: --public-url https://example.com",
  once: "--once takes no value: npm start -- --once",
  help: "--help takes no value: npm start -- --help",
};

export type Flag = keyof typeof ADVICE;

export function adviceOn(flag: Flag): string {
  return ADVICE[flag];
}

/** What to do after `parseArgs` has thrown, whose own words are about `parseArgs`. */
export function adviceAfter(error: Error & { code?: string }): string {
  const quoted = /'([^']*)'/s.exec(error.message)?.[1] ?? "";
  if (error.code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
    return `${JSON.stringify(quoted)} belongs to no option. Options follow a --, for example: npm start -- --in 30`;
  }
  const flag = /^--([a-z-]+)/.exec(quoted)?.[1] ?? "";
  if (Object.hasOwn(ADVICE, flag)) return adviceOn(flag as Flag);
  return `There is no option ${JSON.stringify(quoted)}. All there are: npm start -- --help`;
}
