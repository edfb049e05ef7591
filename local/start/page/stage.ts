import component from "../../../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { startLocalAws } from "../../aws/server.ts";
import type { Component } from "../../pipedream/component.ts";
import { type LocalPipedream, startLocalPipedream } from "../../pipedream/host.ts";
import { randomAlphanumeric } from "../../pipedream/ids.ts";
import type { LocalSource } from "../../pipedream/source.ts";
import type { Time } from "../time.ts";
import { pageHandler } from "./handler.ts";

/** Keys of its own: the source keeps its SDK clients by their keys, and another stage has another AWS. */
const newCredentials = () => ({ accessKeyId: `AKIA${randomAlphanumeric(16)}`, secretAccessKey: "local" });

/** A source with its page and an AWS, all on this machine: for whatever looks at the page. */
export interface Stage {
  readonly source: LocalSource;
  readonly pipedream: LocalPipedream;
  readonly pageUrl: string;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly secret?: string;
  readonly componentId?: string;
  readonly port?: number;
  readonly time?: Time;
}

/** Sets `AWS_ENDPOINT_URL`, which the SDK reads; so there is one stage at a time in a process. */
export async function openStage({ secret, componentId, port = 0, time }: StageOptions = {}): Promise<Stage> {
  const credentials = newCredentials();
  const aws = await startLocalAws({ rolePropagationMs: 0 });
  process.env.AWS_ENDPOINT_URL = aws.url;
  const pipedream = await startLocalPipedream({
    page: pageHandler({ credentials, isLocal: true, ...(time && { time }) }),
  });
  const source = await pipedream.deploy({
    component: component as Component,
    props: { aws: { $auth: credentials }, ...(secret && { secret }) },
    port,
    ...(componentId && { componentId }),
  });
  return {
    source,
    pipedream,
    pageUrl: `${pipedream.apiUrl}/`,
    async close() {
      await pipedream.close();
      await aws.close();
    },
  };
}
