import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Component } from "../../local/pipedream/component.ts";
import type { SourceEvent } from "../../local/pipedream/event.ts";

interface Floor {
  readonly aws: { readonly $auth: { readonly accessKeyId: string; readonly secretAccessKey: string } };
  readonly region: string;
  readonly stateMachineArn: string;
  readonly http: { respond(response: object): Promise<void> };
}

let client: SFNClient | undefined;

/** The least that can be done for a request: the one SDK call, with one client, nothing checked. */
export default {
  props: {
    aws: { type: "app" },
    region: { type: "string" },
    stateMachineArn: { type: "string" },
    http: { type: "$.interface.http", customResponse: true },
  },
  async run(this: Floor, { bodyRaw }: SourceEvent) {
    client ??= new SFNClient({ region: this.region, credentials: this.aws.$auth });
    const command = new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, input: bodyRaw });
    const { executionArn } = await client.send(command);
    await this.http.respond({ status: 200, body: { executionArn } });
  },
} as Component;
