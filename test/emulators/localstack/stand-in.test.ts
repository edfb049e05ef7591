import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LocalAws, startLocalAws } from "../../../local/aws/server.ts";
import { type Boto, openBoto } from "../boto.ts";
import { knownFault } from "../known-faults.ts";
import { OWNER } from "../stage.ts";
import { asked, type Case } from "./cases/case.ts";
import { DELIVERY_CASES } from "./cases/deliveries.ts";
import { EXECUTION_CASES } from "./cases/executions.ts";
import { IAM_CASES } from "./cases/iam.ts";
import { LENIENT_CASES } from "./cases/lenient.ts";
import { MACHINE_CASES } from "./cases/machines.ts";
import { PUBLISHING_CASES } from "./cases/publishing.ts";
import { SNS_CASES } from "./cases/sns.ts";

let aws: LocalAws;
let standIn: Boto;
let localStack: Boto;
beforeAll(async () => {
  aws = await startLocalAws({ rolePropagationMs: 0, accountId: "000000000000" });
  standIn = openBoto("localstack", aws.url, OWNER);
  localStack = openBoto("localstack", inject("emulators").localstack, OWNER);
});
afterAll(async () => {
  standIn.close();
  localStack.close();
  await aws.close();
});

const CASES = [
  ...SNS_CASES,
  ...DELIVERY_CASES,
  ...IAM_CASES,
  ...MACHINE_CASES,
  ...EXECUTION_CASES,
  ...PUBLISHING_CASES,
];

async function askBoth(ask: Case[1]): Promise<[ours: unknown, theirs: unknown]> {
  const name = `case-${randomUUID()}`;
  return Promise.all([ask(asked(standIn), name), ask(asked(localStack), name)]);
}

/** LocalStack keeps to recordings of AWS, so where the two differ one of them is wrong. */
describe.concurrent("the stand-in answers AWS's own client as LocalStack does:", () => {
  it.each(CASES)("%s", async (_, ask) => {
    const [ours, theirs] = await askBoth(ask);
    expect(ours).toEqual(theirs);
  });
});

describe.concurrent("the stand-in answers as AWS does, where LocalStack does not:", () => {
  it.each(LENIENT_CASES)("%s", async (_, ask, fault) => {
    const [ours, theirs] = await askBoth(ask);
    await knownFault(fault, () => expect(ours).toEqual(theirs));
  });
});
