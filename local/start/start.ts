import { takeAwsSettings } from "./environment.ts";
import { parseOptions } from "./options.ts";
import type { House } from "./session.ts";
import { type Stop, watchForStop } from "./signals.ts";
import { USAGE, UsageError } from "./usage.ts";

// Not by the console, which belongs to the source while it runs.
const print = (text: string) => void process.stdout.write(`${text}\n`);

// Node and the SDK warn those who maintain this, not those who try it.
process.removeAllListeners("warning");

/** `npm start`: the source on this machine, from activation to event. Resolves to the exit code. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  const settings = takeAwsSettings(process.env);
  const house: House = { print, cleanUps: [] };
  const stopped = watchForStop((stop) => endAtOnce(stop, house));
  try {
    // Loading the SDK takes a while, which nobody who has mistyped an option should wait for.
    const { run } = await import("./run.ts");
    const stop = await Promise.race([run(options, settings, house), stopped]);
    if (stop) return stop.exitCode;
    if (!options.once) await stopped;
    return 0;
  } catch (error) {
    complain(error);
    return 1;
  } finally {
    await takeDown(house);
  }
}

/** One that fails keeps no other from its work. */
async function takeDown({ cleanUps }: House): Promise<void> {
  for (const cleanUp of cleanUps.toReversed()) {
    try {
      await cleanUp();
    } catch (error) {
      complain(error);
    }
  }
}

function endAtOnce({ exitCode }: Stop, { comeBack }: House): never {
  if (comeBack) print(`Ended at once. To come back to what may be left in AWS: ${comeBack}`);
  process.exit(exitCode);
}

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

async function exitCode(): Promise<number> {
  try {
    return await main();
  } catch (error) {
    complain(error);
    return error instanceof UsageError ? 2 : 1;
  }
}

process.exit(await exitCode());
