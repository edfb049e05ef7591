import { REGIONS } from "../../common/aws/regions.ts";
import { type Props, type SourceDefinition, type TaskScheduler, toContext } from "../../common/component.ts";
import { toHttpRequest } from "../../common/http.ts";
import { ActivationError, activate } from "../../common/lifecycle/activate.ts";
import { deactivate } from "../../common/lifecycle/deactivate.ts";
import { answer } from "../../common/router.ts";
import sampleEmit from "./test-event.ts";

/** Pipedream knows it by its name. The class in `@pipedream/platform` brings axios and io-ts along, a third of the start. */
class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

export default {
  key: "aws-new-scheduled-tasks",
  name: "New Scheduled Tasks",
  description:
    "Emit new event when a task that you have scheduled, at any time up to a year ahead, is due. Schedule and cancel tasks with HTTP requests to the source's endpoint; they wait in your own AWS account. [See the documentation](https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html)",
  version: "0.1.0",
  type: "source",
  dedupe: "unique",
  sampleEmit,
  props: {
    aws: {
      type: "app",
      app: "aws",
      label: "AWS account",
      description:
        "The AWS account in which tasks wait. Use the keys of an IAM user made for this, with one of the policies in the README.",
    },
    region: {
      type: "string",
      label: "AWS region",
      description: "The region in which to create the state machine and the topic, for example `us-east-1`.",
      options: REGIONS,
      default: "us-east-1",
    },
    secret: {
      type: "string",
      label: "Secret",
      description:
        "Recommended. Requests to schedule or cancel must then carry it: as the field `secret` of the body, or as the header `x-pd-secret` or `Authorization: Bearer`. Without it, whoever knows the endpoint can schedule and cancel.",
      secret: true,
      optional: true,
    },
    pendingTasks: {
      type: "string",
      label: "Pending tasks when the source is changed or deleted",
      description:
        "Pipedream deactivates a source before every change, and cannot tell that from a deletion. **Keep** lets tasks that still wait survive changes; after a deletion they, and their AWS resources, remain in your account. **Cancel** cancels them each time, and always deletes all AWS resources: choose it before you delete the source for good.",
      options: [
        { label: "Keep them, so that no change loses a task", value: "keep" },
        { label: "Cancel them, and delete all AWS resources", value: "cancel" },
      ],
      default: "keep",
      optional: true,
    },
    http: {
      type: "$.interface.http",
      label: "Endpoint",
      description: "Takes requests to schedule and cancel tasks, and the tasks that are due from SNS.",
      customResponse: true,
    },
    db: {
      type: "$.service.db",
      label: "Database",
      description: "Remembers which AWS resources belong to this source.",
    },
  },
  hooks: {
    async activate() {
      try {
        await activate(toContext(this));
      } catch (error) {
        throw error instanceof ActivationError ? new ConfigurationError(error.message) : error;
      }
    },
    async deactivate() {
      await deactivate(toContext(this));
    },
  },
  async run(event) {
    if (event?.path === undefined && event?.method === undefined) {
      console.log("Nothing to do: this source runs when a task is due, or on a request to its endpoint.");
      return;
    }
    const response = await answer(toHttpRequest(event), toContext(this));
    await this.http.respond(response);
  },
} satisfies SourceDefinition<Props, TaskScheduler>;
