import type { SubjectFile } from "./processes/subject.ts";

export const BENCH = new URL("./", import.meta.url);
export const ROOT = new URL("../", import.meta.url);

export const OURS: SubjectFile = {
  subject: "ours",
  url: new URL("dist/new-scheduled-tasks.mjs", ROOT).href,
};

/** The same with all that it needs, for hosts that run a plain file. */
export const STANDALONE: SubjectFile = { subject: "ours", url: new URL("dist/standalone.mjs", ROOT).href };

const ORIGINAL_PATH = "node_modules/@pipedream/aws/sources/new-scheduled-tasks/new-scheduled-tasks.mjs";
export const ORIGINAL: SubjectFile = { subject: "original", url: new URL(ORIGINAL_PATH, BENCH).href };

export const FLOOR: SubjectFile = { subject: "floor", url: new URL(".build/floor.mjs", BENCH).href };

/** What the stand-in takes for the keys of an account. */
export const CREDENTIALS = { accessKeyId: "AKIABENCHBENCHBENCH1", secretAccessKey: "bench" };
export const PROPS = { aws: { $auth: CREDENTIALS }, region: "us-east-1" };
