import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { BENCH, OURS, ROOT } from "./paths.ts";
import type { SubjectFile } from "./processes/subject.ts";

/** The forms that the artifact could have. */
export interface Variants {
  /** As it was decided: everything in it, readable. */
  readonly whole: SubjectFile;
  /** npm imports left outside, for Pipedream to install. */
  readonly outside: SubjectFile;
  readonly minified: SubjectFile;
}

export async function buildVariants(): Promise<Variants> {
  const path = (name: string) => fileURLToPath(new URL(`.build/${name}.mjs`, BENCH));
  const options = { bundle: true, format: "esm", platform: "node", target: "node20" } as const;
  const source = fileURLToPath(new URL("sources/new-scheduled-tasks/new-scheduled-tasks.ts", ROOT));
  await build({ ...options, entryPoints: [source], outfile: path("outside"), packages: "external" });
  const whole = fileURLToPath(OURS.url);
  await build({ ...options, entryPoints: [whole], outfile: path("minified"), minify: true });
  const ours = (name: string): SubjectFile => ({
    subject: "ours",
    url: new URL(`.build/${name}.mjs`, BENCH).href,
  });
  return { whole: OURS, outside: ours("outside"), minified: ours("minified") };
}
