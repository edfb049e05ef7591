import { toHttpRequest } from "../../common/http.ts";
import { activate } from "../../common/lifecycle/activate.ts";
import { ActivationError } from "../../common/lifecycle/activation-error.ts";
import { deactivate } from "../../common/lifecycle/deactivate.ts";
import {
  DEFAULT_REGION,
  type Props,
  type SourceDefinition,
  type TaskScheduler,
  toContext,
} from "../../common/pipedream/component.ts";
import { REGIONS } from "../../common/pipedream/regions.ts";
import { answer } from "../../common/router.ts";
import sampleEmit from "./test-event.ts";

/**
 * Pipedream runs Node 20, of which the SDK warns in the log of whoever makes a client. It goes on working there: what
 * ends is the support of versions published from January 2027 on, and the build pins an older one.
 * https://github.com/aws/aws-sdk-js-v3/issues/7983
 */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Pipedream knows it by its name. The class in `@pipedream/platform` brings axios and io-ts along, a third of the start. */
class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

export default {
  key: "aws-new-scheduled-tasks",
  name: "New Scheduled Tasks",
  description:
    "Emit new event when a task is due that you scheduled over HTTP, up to a year ahead. Tasks wait in your own AWS account. [See the documentation](https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html)",
  version: "0.2.0",
  type: "source",
  dedupe: "unique",
  sampleEmit,
  props: {
    aws: {
      type: "app",
      app: "aws",
      label: "AWS account",
      description:
        "Tasks wait in this account. Connect the access key of an [IAM user](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_create.html) made for this source alone, with the policy in the README.",
    },
    region: {
      type: "string",
      label: "AWS region",
      description: "Tasks wait in this region. If you change it, tasks in the old one are still emitted.",
      options: REGIONS,
      default: DEFAULT_REGION,
    },
    secret: {
      type: "string",
      label: "Secret",
      description:
        "Recommended: without it, anyone who knows the endpoint can schedule and cancel tasks. Any long, random text. Send it as the header `x-pd-secret`, as `Authorization: Bearer`, or as the body's field `secret`.",
      secret: true,
      optional: true,
    },
    pendingTasks: {
      type: "string",
      label: "Pending tasks when the source is changed or deleted",
      description:
        "A source cannot tell a change from its deletion. **Keep**: tasks outlive every change, and stay in AWS after a deletion. **Cancel**: every change cancels them, and nothing stays; save this before you delete the source.",
      options: [
        { label: "Keep them: no change loses a task", value: "keep" },
        { label: "Cancel them: nothing stays in AWS", value: "cancel" },
      ],
      default: "keep",
      optional: true,
    },
    http: {
      type: "$.interface.http",
      label: "Endpoint",
      description: "Send requests here. SNS delivers due tasks here.",
      customResponse: true,
    },
    db: {
      type: "$.service.db",
      label: "Database",
      description: "Remembers what this source has created in AWS.",
    },
  },
  hooks: {
    async activate() {
      try {
        await activate(toContext(this, "adaptive"));
      } catch (error) {
        throw error instanceof ActivationError ? new ConfigurationError(error.message) : error;
      }
    },
    async deactivate() {
      await deactivate(toContext(this, "adaptive"));
    },
  },
  async run(event) {
    if (event?.path === undefined && event?.method === undefined) {
      console.log("Nothing to do: this source runs on requests to its endpoint.");
      return;
    }
    const response = await answer(toHttpRequest(event), toContext(this, "standard"));
    await this.http.respond(response);
  },
} satisfies SourceDefinition<Props, TaskScheduler>;
