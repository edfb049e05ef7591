export const MAX_PORT = 65_535;
/** An execution lives a year at most, and the last hour of it is kept for its delivery. */
export const MAX_SECONDS = 31_532_400;

/** The right way to give each option, in one line. */
const ADVICE = {
  in: `--in takes a whole number from 0 to ${MAX_SECONDS}, for example: --in 30`,
  port: `--port takes a whole number from 0 to ${MAX_PORT}, for example: --port 3000`,
  secret: "--secret takes a text, for example: --secret abc123. Without it the source has no secret",
  message: `--message takes JSON, for example: --message '{"name":"Luke"}' or --message '"hello"'`,
  id: "--id takes 1 to 40 letters, digits, _ and -, for example: --id my-scheduler",
  data: "--data takes a folder, for example: --data ./scheduler-data",
  "public-url": "--public-url takes the URL of a tunnel, for example: --public-url https://example.com",
  "time-travel": "--time-travel takes no value: npm start -- --time-travel",
  quiet: "--quiet takes no value: npm start -- --quiet",
  once: "--once takes no value: npm start -- --once",
  help: "--help takes no value: npm start -- --help",
};

export type Flag = keyof typeof ADVICE;

export function adviceOn(flag: Flag): string {
  return ADVICE[flag];
}

/** What to do after `parseArgs` has thrown: its own message is written for programmers. */
export function adviceAfter(error: Error & { code?: string }): string {
  const quoted = /'([^']*)'/s.exec(error.message)?.[1] ?? "";
  if (error.code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
    return `${JSON.stringify(quoted)} belongs to no option. Options follow a --, for example: npm start -- --in 30`;
  }
  const flag = /^--([a-z-]+)/.exec(quoted)?.[1] ?? "";
  if (Object.hasOwn(ADVICE, flag)) return adviceOn(flag as Flag);
  return `There is no option ${JSON.stringify(quoted)}. To see all options: npm start -- --help`;
}
