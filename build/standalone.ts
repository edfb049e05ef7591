import { bundle, SOURCE } from "./bundle.ts";
import { licences } from "./licences.ts";

/** The source with all that it uses of its packages, and their licences. It needs nothing but Node. */
export async function standalone(entry = SOURCE): Promise<string> {
  const what = "the source aws-new-scheduled-tasks with all that it needs, for hosts that run a plain file";
  const { module, metafile } = await bundle(entry, what, {
    // The ES modules of a package, where it has both: only of these is what nobody uses left out.
    mainFields: ["module", "main"],
    alias: { "@aws-sdk/credential-provider-node": "./build/no-default-credentials.ts" },
  });
  return module + licences(metafile);
}
