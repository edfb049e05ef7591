import type { IncomingHttpHeaders } from "node:http";
import { listen } from "../../../../local/pipedream/listener.ts";
import { eventually } from "../../life.ts";
import type { Asked, Case } from "./case.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, string>;
}

/** Subscribes an endpoint, has it confirmed, and publishes. Resolves to what came. */
async function receive(aws: Asked, Name: string, attributes: object): Promise<Received[]> {
  const received: Received[] = [];
  const listener = await listen(0, async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    received.push({ headers: request.headers, body: JSON.parse(text) });
    response.end();
  });
  try {
    const { TopicArn } = await aws.call("sns", "create_topic", {
      Name,
      Attributes: { SignatureVersion: "2" },
    });
    const subscription = { TopicArn, Protocol: "http", Endpoint: `${listener.url}/`, Attributes: attributes };
    await aws.call("sns", "subscribe", subscription);
    await eventually(() => received.length === 1);
    await aws.call("sns", "confirm_subscription", { TopicArn, Token: received[0]?.body.Token });
    await aws.call("sns", "publish", { TopicArn, Message: '{"a":"é\\n"}' });
    await eventually(() => received.length === 2);
    return received;
  } finally {
    await listener.close();
  }
}

/** What differs from message to message, by its form. */
const FORMS: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>"],
];

function formOf(value: string): string {
  return FORMS.reduce((text, [pattern, form]) => text.replaceAll(pattern, form), value);
}

/** Their values are the emulator's own. */
const OWN_VALUES = ["Signature", "SigningCertURL", "SubscribeURL", "UnsubscribeURL", "Token"];

function bodyOf({ body }: Received) {
  const fields = Object.entries(body).map(([key, value]) => [
    key,
    OWN_VALUES.includes(key) ? "<own>" : formOf(value),
  ]);
  return Object.fromEntries(fields);
}

function headersOf({ headers }: Received) {
  const names = Object.keys(headers).filter((name) => /^x-amz-|^content-type$|^user-agent$/.test(name));
  return names.toSorted().map((name) => [name, formOf(String(headers[name]))]);
}

export const DELIVERY_CASES: readonly Case[] = [
  [
    "the confirmation and the notification, field by field",
    async (aws, name) => (await receive(aws, name, {})).map(bodyOf),
  ],
  [
    "the headers of the confirmation and the notification",
    async (aws, name) => (await receive(aws, name, {})).map(headersOf),
  ],
  [
    "the headers of a notification with the content type that its subscriber asked for",
    async (aws, name) => {
      const DeliveryPolicy = JSON.stringify({ requestPolicy: { headerContentType: "application/json" } });
      return (await receive(aws, name, { DeliveryPolicy })).map(headersOf);
    },
  ],
];
