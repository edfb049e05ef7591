import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadInTurn } from "../cold.ts";
import { OURS } from "../paths.ts";
import type { ColdOutput } from "../processes/cold.ts";
import type { SubjectFile } from "../processes/subject.ts";
import type { Row } from "../results.ts";
import { summarise } from "../statistics.ts";
import { buildVariants } from "../variants.ts";
import type { Scenario } from "./scenario.ts";

export const artifact: Scenario = {
  name: "artifact",
  description:
    "The file that is deployed, with all that it needs in it, beside the forms it could have: with its npm imports left outside, and minified. From the start of a process to the component imported.",
  async run(run) {
    const { whole, outside, minified } = await buildVariants();
    const outputs = await loadInTurn([whole, outside, minified], run);
    return [
      ...compare("npm imports outside", outside, outputs[0], outputs[1]),
      ...compare("minified", minified, outputs[0], outputs[2]),
    ];
  },
};

function compare(
  name: string,
  other: SubjectFile,
  ours: ColdOutput[] = [],
  others: ColdOutput[] = [],
): Row[] {
  const ms = (outputs: ColdOutput[]) => summarise(outputs.map(({ loaded }) => loaded.ms));
  const mb = (outputs: ColdOutput[]) => summarise(outputs.map(({ loaded }) => loaded.peakMb));
  const kb = ({ url }: SubjectFile) => summarise([statSync(fileURLToPath(url)).size / 1_000]);
  return [
    { what: "imported", unit: "ms", ours: ms(ours), reference: { name, ...ms(others) } },
    { what: "memory", unit: "MB", ours: mb(ours), reference: { name, ...mb(others) } },
    { what: "size", unit: "KB", ours: kb(OURS), reference: { name, ...kb(other) } },
  ];
}
