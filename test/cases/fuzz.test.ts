import { request } from "node:http";
import fc from "fast-check";
import { expect, it } from "vitest";
import { STATUS_OF_CODE } from "../../common/errors.ts";
import { at } from "../lives/world.ts";
import { givenSource, logsOf } from "./given.ts";

/** So many requests to each source; `FUZZ_RUNS=50000` for a night. A failing run prints its seed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 250);
const SECRET = "s3cret-of-the-owner";

const given = givenSource({ secret: SECRET });

interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("/", "/schedule", "/cancel", "/reschedule", "/tasks", "/tasks/a.2"),
  },
  fc.constantFrom(
    "//schedule//",
    "/schedule?secret=x",
    "/tasks?limit=1&after=x&status=failed",
    "/tasks?limit=9e9",
    "/%00",
    "/tasks/%2e%2e",
  ),
  fc.webPath().map((text) => `/${text}`),
);

const timestamp = fc.oneof(
  fc.constantFrom(
    at(1_000),
    at(-1),
    "2027-02-30T00:00:00Z",
    "2027-01-01T00:00:00",
    "9999-12-31T23:59:59.9999999Z",
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.jsonValue(),
);
const name = fc.oneof(fc.constantFrom("a", "a".repeat(65), "", "a\n"), fc.jsonValue());
const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,40})(\.\d{1,40})?([eE][+-]?\d{1,4})?$/);

const fields = {
  timestamp,
  message: fc.jsonValue(),
  messages: fc.oneof(fc.array(fc.jsonValue(), { maxLength: 3 }), fc.jsonValue()),
  delay: fc.oneof(fc.constantFrom("PT1S", "P1D", "P", "P1Y", "PT0.5S"), fc.jsonValue()),
  timeZone: fc.oneof(fc.constantFrom("Europe/Berlin", "UTC", "Nowhere/Land", "+02:00"), fc.jsonValue()),
  id: name,
  idPrefix: name,
  dryRun: fc.oneof(fc.boolean(), fc.jsonValue()),
  executionArn: fc.oneof(
    fc.constantFrom("arn:aws:states:us-east-1:123456789012:execution:x:y"),
    fc.jsonValue(),
  ),
  secret: fc.oneof(fc.constantFrom(SECRET, "wrong", ""), fc.jsonValue()),
};
const task = fc.record(fields, { requiredKeys: [] });
const fromSns = fc.record(
  {
    Type: fc.oneof(
      fc.constantFrom("Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"),
      fc.jsonValue(),
    ),
    Message: fc.oneof(fc.string(), fc.jsonValue()),
    MessageId: fc.string(),
    Timestamp: fc.oneof(fc.constant(at(0)), fc.string()),
    TopicArn: fc.constantFrom("OURS", "OURS-2", "arn:aws:sns:us-east-1:999999999999:x", "x"),
    SignatureVersion: fc.oneof(fc.constantFrom("1", "2"), fc.jsonValue()),
    Signature: fc.oneof(fc.base64String(), fc.string()),
    SigningCertURL: fc.oneof(fc.webUrl(), fc.constantFrom("AWS/x.pem", "AWS/?x", "file:///etc/passwd")),
    SubscribeURL: fc.webUrl(),
    Token: fc.string(),
  },
  { requiredKeys: ["Type"] },
);

const json = fc.oneof(
  task.map((value) => JSON.stringify(value)),
  fromSns.map((value) => JSON.stringify(value)),
  fc.json(),
  digits.map((number) => `{"timestamp":"${at(1_000)}","message":[${number}]}`),
  fc.tuple(fc.nat(3_000), fc.constantFrom("[", '{"message":')).map(([depth, open]) => open.repeat(depth)),
);
/** What clients, proxies and shells make of a text on its way. */
const spoilt = fc.tuple(
  json,
  fc.nat(),
  fc.constantFrom("", ",", '"', "\\", "\u0000", "\ufeff", "'", "\ud800", "1e999"),
);
const text = fc.oneof(
  { weight: 4, arbitrary: json },
  spoilt.map(([whole, index, with_]) => {
    const place = index % (whole.length + 1);
    return whole.slice(0, place) + with_ + whole.slice(place + 1);
  }),
  json.map((whole) => JSON.stringify(whole)),
  json.map((whole) => `\ufeff${whole}`),
  fc.webQueryParameters(),
);
const body = fc.oneof(
  { weight: 6, arbitrary: text.map((whole) => Buffer.from(whole)) },
  text.map((whole) => Buffer.from(whole, "utf16le")),
  text.map((whole) => Buffer.from(whole, "latin1")),
  fc.uint8Array({ maxLength: 200 }),
);

const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => (code === 0x7f ? " " : String.fromCharCode(code))),
});
const headers = fc.record(
  {
    "content-type": fc.oneof(
      fc.constantFrom(
        "application/json",
        "Text/Plain; charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
      ),
      headerText,
    ),
    "content-encoding": fc.constantFrom("gzip", "identity"),
    "x-pd-secret": fc.oneof({ weight: 3, arbitrary: fc.constant(SECRET) }, headerText),
    authorization: fc.oneof(fc.constantFrom(`Bearer ${SECRET}`, "Bearer", "Basic x"), headerText),
    "x-amz-sns-rawdelivery": fc.constant("true"),
    "x-amz-sns-message-type": fc.constantFrom("Notification", "SubscriptionConfirmation"),
  },
  { requiredKeys: [] },
);

const hostile: fc.Arbitrary<Hostile> = fc.record({
  method: fc.oneof(
    { weight: 6, arbitrary: fc.constant("POST") },
    fc.constantFrom("GET", "PUT", "DELETE", "PATCH", "HEAD"),
  ),
  path,
  headers,
  body,
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

function ask(url: string, { method, path, headers, body }: Hostile): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      { method, headers: { ...headers, "content-length": body.length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Statuses of success, and the keys that an answer of it has at least. */
const SUCCESSES = [
  ["executionArn", "timestamp"],
  ["executionArn", "stopDate"],
  ["tasks"],
  ["cancelled"],
  ["name", "schedule"],
  ["received"],
];

function requireDocumented({ method }: Hostile, { status, text }: Answer): void {
  if (method === "HEAD") {
    expect(text).toBe("");
    return;
  }
  const answer = JSON.parse(text);
  if (status === 200) {
    const keys = Object.keys(answer);
    expect(
      SUCCESSES.some((names) => names.every((name) => keys.includes(name))),
      text,
    ).toBe(true);
    return;
  }
  const { code, message, issues = [], ...rest } = answer.error;
  expect([Object.keys(answer), rest]).toEqual([["error"], {}]);
  expect(STATUS_OF_CODE[code as keyof typeof STATUS_OF_CODE]).toBe(status);
  expect(status).not.toBe(500);
  expect(message).toMatch(/^[A-Z].+\.$|^The request is not valid: /s);
  for (const issue of issues)
    expect(issue).toEqual({ path: expect.any(String), message: expect.any(String) });
  expect(text).not.toContain(SECRET);
}

it.each([SECRET, undefined])(
  "whatever is sent is answered once, in a documented form (secret: %s)",
  async (secret) => {
    const { world } = given;
    const source = secret ? given.source : await world.deploy();
    const { stacks } = source.db.get("state") as { stacks: { topicArn: string }[] };
    const atHome = (bytes: Uint8Array) => {
      const whole = Buffer.from(bytes);
      if (!whole.includes("OURS") && !whole.includes("AWS/")) return bytes;
      return Buffer.from(
        whole
          .toString()
          .replace("OURS", stacks[0]?.topicArn ?? "")
          .replace("AWS/", `${world.aws.url}/`),
      );
    };
    const property = fc.asyncProperty(hostile, async (sent) => {
      const before = source.requests.length;
      const answer = await world.during(ask(source.url, { ...sent, body: atHome(sent.body) }));
      requireDocumented(sent, answer);
      expect(source.requests.slice(before).map(({ responded }) => responded)).toEqual([1]);
    });
    await fc.assert(property, { numRuns: RUNS });
    expect(logsOf(source)).not.toContain(SECRET);
    expect(logsOf(source).replaceAll("\n", " ")).not.toMatch(/\p{C}/u);
    expect(logsOf(source)).not.toContain("internal_error");
  },
  30_000 + RUNS * 40,
);
