import { describeError } from "../../common/errors.ts";
import { createDisplay } from "./display.ts";
import { parseOptions, USAGE, UsageError } from "./options.ts";
import { type CleanUps, run } from "./run.ts";
import { whatNext } from "./what-next.ts";

/** `npm start`: the source on this machine, from activation to event. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const display = createDisplay();
  const cleanUps: CleanUps = [];
  const interrupted = nextInterrupt();
  try {
    const running = await Promise.race([run(options, display, cleanUps), interrupted]);
    if (!running) return 130;
    if (!options.once) {
      display.print(`\n${whatNext(running, options)}\n`);
      await interrupted;
    }
    return 0;
  } catch (error) {
    display.fail(error instanceof UsageError ? error.message : describeError(error));
    return 1;
  } finally {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  }
}

/** npm passes Ctrl-C on to a process that has it from the terminal already, so only a later one is a second one. */
const SAME_INTERRUPT_MS = 2_000;

/** Resolves on Ctrl-C. A second one ends the process at once, whatever is left then. */
function nextInterrupt(): Promise<void> {
  let first: number | undefined;
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (first !== undefined && Date.now() - first > SAME_INTERRUPT_MS) process.exit(130);
        first ??= Date.now();
        resolve();
      });
    }
  });
}

async function exitCode(): Promise<number> {
  try {
    return await main();
  } catch (error) {
    console.error(error instanceof UsageError ? error.message : error);
    return 2;
  }
}

process.exit(await exitCode());
