import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { dirname, relative } from "node:path";
import { buildDist, FILES } from "./dist.ts";

/** `npm run build`: builds the files that are deployed, and brings the committed one up to date. */

await buildDist();
mkdirSync(dirname(FILES.committed), { recursive: true });
copyFileSync(FILES.deployable, FILES.committed);
for (const file of Object.values(FILES)) {
  console.log(`${relative(process.cwd(), file)}: ${statSync(file).size.toLocaleString("en")} bytes`);
}
