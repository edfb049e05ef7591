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
    "Emit new event at the time for which you have scheduled a task, up to a year ahead. HTTP requests to this source's endpoint schedule and cancel tasks, which wait in your own AWS account. [See the documentation](https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html)",
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
        "Tasks wait in this account. Connect the access key of an [IAM user](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_create.html) made for this source alone, with the recommended policy of this source's README. A smaller policy works too, and does less.",
    },
    region: {
      type: "string",
      label: "AWS region",
      description:
        "Tasks wait in this region. If you change it later, tasks that wait in the old region are still emitted, unless you choose to cancel pending tasks.",
      options: REGIONS,
      default: DEFAULT_REGION,
    },
    secret: {
      type: "string",
      label: "Secret",
      description:
        "Recommended: without a secret, anyone who knows the endpoint can schedule and cancel tasks. Choose any long, random text. Requests then have to carry it: in the header `x-pd-secret`, as `Authorization: Bearer`, or in the field `secret` of the body.",
      secret: true,
      optional: true,
    },
    pendingTasks: {
      type: "string",
      label: "Pending tasks when the source is changed or deleted",
      description:
        "To a source, being changed looks the same as being deleted. If you **keep** the tasks that still wait (the default), they outlive every change; after a deletion they stay in your AWS account, with all that was created for them. If you **cancel** them, every change cancels them, too, and nothing stays in AWS. Choose this, and save, before you delete the source for good.",
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
      description:
        "Requests to schedule and cancel tasks go here. SNS delivers tasks here when they are due.",
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
      console.log("Nothing to do: this source runs when a task is due, or on a request to its endpoint.");
      return;
    }
    const response = await answer(toHttpRequest(event), toContext(this, "standard"));
    await this.http.respond(response);
  },
} satisfies SourceDefinition<Props, TaskScheduler>;
