import { fileURLToPath } from "node:url";
import { bundle } from "./build/bundle.ts";

/** Builds `dist/new-scheduled-tasks.mjs`, the file that is deployed, or the same at another place, if one is given. */

const root = new URL("../", import.meta.url);
const path = (relative: string) => fileURLToPath(new URL(relative, root));

const [outfile = path("dist/new-scheduled-tasks.mjs")] = process.argv.slice(2);
await bundle(path("sources/new-scheduled-tasks/new-scheduled-tasks.ts"), outfile);
