import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type LocalAws, startLocalAws } from "../../local/aws/server.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { listResources } from "../../local/shared/resources.ts";
import { minimum } from "./readme-policies.ts";
import { at, newCredentials, post, startWorld, type World } from "./world.ts";

const HOUR = 3_600_000;

let world: World;
let other: LocalAws;
beforeEach(async () => {
  world = await startWorld();
  other = await startLocalAws({ accountId: "222222222222", rolePropagationMs: 0 });
  // What is another account's is out of reach.
  other.intercept = ({ service, action, input }) =>
    JSON.stringify(input).includes("123456789012")
      ? {
          status: 400,
          code: service === "sns" ? "AuthorizationError" : "AccessDeniedException",
          message: `User: u is not authorized to perform: ${service}:${action}`,
        }
      : undefined;
});
afterEach(async () => {
  await other.close();
  await world.close();
});

const schedule = (source: LocalSource, ms: number, id?: string) =>
  post(source, "/schedule", { timestamp: at(ms), message: 1, ...(id && { id }) });

/** From now on the source works with the other account. */
async function moved(source: LocalSource, props = newCredentials()) {
  vi.stubEnv("AWS_ENDPOINT_URL", other.url);
  await source.update({ props });
  return props;
}

it("A source that moves to another account leaves alone what it has there, and works", async () => {
  const former = newCredentials();
  world.aws.users.set(former.aws.$auth.accessKeyId, [minimum]);
  const source = await world.deploy(former);
  await schedule(source, HOUR);
  const { aws } = await moved(source);
  const { body } = await schedule(source, 10_000);
  await world.advance(2 * HOUR);
  expect(await listResources(other.url, "us-east-1", aws.$auth)).toHaveLength(4);
  expect(JSON.stringify(source.events)).toContain(body.executionArn);
});

it("Keys of the former account that were revoked hold nothing up, and its resources can be given up", async () => {
  const source = await world.deploy();
  await schedule(source, 10 * HOUR);
  const props = await moved(source);
  const revoked = { message: "The security token included in the request is invalid." };
  world.aws.intercept = ({ service }) =>
    service === "states"
      ? { ...revoked, status: 400, code: "UnrecognizedClientException" }
      : { ...revoked, status: 403, code: "InvalidClientTokenId" };
  other.intercept = ({ input }) =>
    JSON.stringify(input).includes("123456789012")
      ? { ...revoked, status: 400, code: "UnrecognizedClientException" }
      : undefined;
  expect((await schedule(source, HOUR, "a")).status).toBe(200);
  expect((await post(source, "/cancel", { id: "nothing" })).status).toBe(404);
  expect((await post(source, "/cancel", { id: "a" })).status).toBe(200);
  await source.update({ props: { ...props, pendingTasks: "cancel" } });
  expect(JSON.stringify(source.logs)).toContain("Could not delete topic arn:aws:sns:us-east-1:123456789012:");
  expect(source.db.get("state")).toMatchObject({ stacks: [{ region: "us-east-1" }] });
});
