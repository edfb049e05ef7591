import { install } from "./install.ts";

/** Installs the emulators, for CI to know whether there can be tests on them. Says why not, and ends with 1. */
try {
  await install();
} catch (error) {
  console.log((error as Error).message);
  process.exit(1);
}
