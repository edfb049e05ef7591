import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadInTurn } from "../cold.ts";
import { OURS, STANDALONE } from "../paths.ts";
import type { ColdOutput } from "../processes/cold.ts";
import type { SubjectFile } from "../processes/subject.ts";
import { type Summary, summarise } from "../statistics.ts";
import type { Scenario } from "./scenario.ts";

export const artifact: Scenario = {
  name: "artifact",
  description:
    "The file for Pipedream, which imports the SDK from beside it, and the standalone file, which holds it. From the start of a process to the component imported.",
  async run(run) {
    const [ours = [], standalone = []] = await loadInTurn([OURS, STANDALONE], run);
    const ms = (outputs: ColdOutput[]) => summarise(outputs.map(({ loaded }) => loaded.ms));
    const mb = (outputs: ColdOutput[]) => summarise(outputs.map(({ loaded }) => loaded.peakMb));
    const reference = (summary: Summary) => ({ name: "standalone", ...summary });
    return [
      { what: "imported", unit: "ms", ours: ms(ours), reference: reference(ms(standalone)) },
      { what: "memory", unit: "MB", ours: mb(ours), reference: reference(mb(standalone)) },
      { what: "size", unit: "KB", ours: kilobytes(OURS), reference: reference(kilobytes(STANDALONE)) },
    ];
  },
};

function kilobytes({ url }: SubjectFile): Summary {
  return summarise([statSync(fileURLToPath(url)).size / 1_000]);
}
