import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { SendTaskHeartbeatCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import MessageValidator from "sns-validator";
import type { Component } from "../../local/pipedream/component.ts";
import type { SourceEvent } from "../../local/pipedream/event.ts";
import type { Captured } from "./capture.ts";

/** Serves one notification. */
export type Handle = (message: Captured) => Promise<unknown> | unknown;

interface Surroundings {
  readonly props: Readonly<Record<string, unknown>>;
  readonly db: Readonly<Record<string, unknown>>;
  readonly endpoint: string;
}

/** A component's `run`, with the least of a host around it. Throws if nothing was emitted. */
export function inComponent(component: Component, { props, db, endpoint }: Surroundings): Handle {
  let emitted = 0;
  let answer: unknown;
  const respond = async (response: unknown) => {
    answer = response;
  };
  const instance: Record<string, unknown> = {
    ...structuredClone(props),
    http: { endpoint, respond },
    db: { get: (key: string) => db[key], set: () => {} },
    $emit: () => {
      emitted += 1;
    },
  };
  for (const [name, method] of Object.entries(component.methods ?? {}))
    instance[name] = method.bind(instance);
  return async (message) => {
    const before = emitted;
    await component.run?.call(instance, toEvent(message, endpoint));
    if (emitted !== before + 1) throw new Error(`Nothing was emitted: ${JSON.stringify(answer)}`);
  };
}

/** The body arrives parsed, as on Pipedream, so parsing is nobody's time here. */
function toEvent({ headers, raw, body }: Captured, url: string): SourceEvent {
  return { method: "POST", path: "/", query: {}, headers, bodyRaw: raw, body, client_ip: "127.0.0.1", url };
}

/** AWS's own package, which verifies and does no more. */
export function snsValidator(): Handle {
  const validator = new MessageValidator();
  return ({ body }) =>
    new Promise((resolve, reject) => {
      validator.validate(body, (error: Error | null, message: unknown) =>
        error ? reject(error) : resolve(message),
      );
    });
}

/** One RSA verification of what is signed, with everything for it at hand. */
export async function bareVerification(messages: readonly Captured[]): Promise<Handle> {
  const certificate = await (await fetch(messages[0]?.body.SigningCertURL ?? "")).text();
  const key = createPublicKey(
    new X509Certificate(certificate).publicKey.export({ format: "pem", type: "spki" }),
  );
  const prepared = new Map(messages.map((message) => [message, signedParts(message)]));
  return (message) => {
    const parts = prepared.get(message);
    if (!parts || !verify("RSA-SHA256", parts.text, key, parts.signature))
      throw new Error("The signature is wrong");
  };
}

function signedParts({ body }: Captured) {
  const names = ["Message", "MessageId", "Timestamp", "TopicArn", "Type"];
  const text = Buffer.from(names.map((name) => `${name}\n${body[name]}\n`).join(""));
  return { text, signature: Buffer.from(body.Signature ?? "", "base64") };
}

/** The verification, a heartbeat and a success, with one client. Undefined if the messages hold no task token. */
export async function bareAcknowledgement(messages: readonly Captured[]): Promise<Handle | undefined> {
  const verifyOne = await bareVerification(messages);
  const credentials = { accessKeyId: "AKIABENCHBENCHBENCH1", secretAccessKey: "bench" };
  const sfn = new SFNClient({ region: "us-east-1", credentials });
  if (!taskToken(messages[0])) return undefined;
  return async (message) => {
    await verifyOne(message);
    const token = taskToken(message);
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken: token }));
    await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: "{}" }));
  };
}

/** Known by its length: what the state machine calls it is its own affair. */
function taskToken(message: Captured | undefined): string | undefined {
  const fields = Object.values(JSON.parse(message?.body.Message ?? "{}"));
  return fields.find((field): field is string => typeof field === "string" && /^[\w+/=]{300,}$/.test(field));
}
