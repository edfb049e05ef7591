import { describe, expect, it } from "vitest";
import { at, post } from "../lives/world.ts";
import { givenSource, postRaw, refusal, taskText } from "./given.ts";

const given = givenSource();

describe("a number that would reach the event as another one", () => {
  it.each([
    ['{"user_id":7615917337495251231}', "message.user_id"],
    ['{"user_id":-9007199254740993}', "message.user_id"],
    ['[{"x":0.12345678901234567890123}]', "message[0].x"],
    ["9007199254740993", "message"],
    ["1e400", "message"],
    ['{"a":{"b":[1,2,1e-400]}}', "message.a.b[2]"],
  ])("%s is refused, with its path", async (message, path) => {
    const before = given.world.aws.calls.length;
    const answer = await postRaw(given.source, "/schedule", taskText(message));
    expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_request", paths: [path] });
    expect(answer.body.error.issues[0].message).toContain("send it as a string");
    expect(given.world.aws.calls.length).toBe(before);
  });

  it("is named along with whatever else is wrong", async () => {
    const answer = await postRaw(given.source, "/schedule", '{"timestamp":"never","message":1e999,"x":1}');
    expect(refusal(answer).paths.sort()).toEqual(["message", "timestamp", "x"]);
  });

  it("is refused whatever the body is said to be", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await postRaw(given.source, "/schedule", taskText("[9007199254740993]"), headers);
    expect(refusal(answer)).toMatchObject({ status: 400, paths: ["message[0]"] });
  });

  it("takes the place of a string nowhere", async () => {
    for (const [path, field] of [
      ["/cancel", "executionArn"],
      ["/cancel", "id"],
      ["/schedule", "timestamp"],
    ] as const) {
      const answer = await postRaw(given.source, path, `{"${field}":7615917337495251231}`);
      expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_request" });
      expect(refusal(answer).paths).toContain(field);
    }
  });

  it("does not make another task of an id pass for the same", async () => {
    const task = (message: string) => `{"timestamp":"${at(90_000)}","id":"account","message":${message}}`;
    const first = await postRaw(given.source, "/schedule", task("9007199254740992"));
    const other = await postRaw(given.source, "/schedule", task("9007199254740993"));
    const same = await postRaw(given.source, "/schedule", task("9007199254740992.0"));
    expect([first.status, other.status, same.status]).toEqual([200, 400, 200]);
    expect(same.body.executionArn).toBe(first.body.executionArn);
  });
});

describe("a number that arrives as it is", () => {
  it.each(["1e2", "2.0", "0.1", "0.10", "-0", "100000000000000000000", "1e300", "9007199254740992"])(
    "%s is scheduled, and emitted with its value",
    async (number) => {
      const { status, body } = await postRaw(given.source, "/schedule", taskText(`[${number}]`, 0));
      expect(status).toBe(200);
      await given.world.advance(2_000);
      const event = given.source.events.find(
        ({ e }) => (e as { executionArn: string }).executionArn === body.executionArn,
      );
      expect(event?.e).toMatchObject({ message: [Number(number) + 0] });
    },
  );

  it("may be the last value of a name that comes twice", async () => {
    const message = '{"id":7615917337495251231,"id":5}';
    expect((await postRaw(given.source, "/schedule", taskText(message))).status).toBe(200);
  });

  it("may be a string of any digits", async () => {
    const message = { id: "7615917337495251231", note: 'say "1e400"' };
    expect((await post(given.source, "/schedule", { timestamp: at(0), message })).status).toBe(200);
    await given.world.advance(2_000);
    expect(given.source.events.at(-1)?.e).toMatchObject({ message });
  });
});
