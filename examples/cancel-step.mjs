/*
 * A step for a Pipedream workflow: cancels a task that is not due yet.
 *
 * In your workflow, add a step, choose "Node" and "Run Node code", and put this in place of the code that is there.
 * "Refresh fields" then shows the form below.
 *
 * The step fails, and says why, if there is no such task, or if it is too late: the task has been emitted or cancelled.
 */
import { axios } from "@pipedream/platform";

export default defineComponent({
  props: {
    endpoint: {
      type: "string",
      label: "Endpoint",
      description: "The endpoint of your task scheduler, such as `https://abc123.m.pipedream.net`.",
    },
    secret: {
      type: "string",
      label: "Secret",
      description: "The secret of your task scheduler, if you gave it one.",
      secret: true,
      optional: true,
    },
    task: {
      type: "string",
      label: "Task",
      description:
        "The `executionArn` that scheduling it returned, such as `{{steps.schedule.$return_value.executionArn}}`, or the `id` you gave it.",
    },
  },
  async run({ $ }) {
    // An id has no colons, and an ARN has many.
    const name = this.task.includes(":") ? "executionArn" : "id";
    const cancelled = await axios($, {
      method: "POST",
      url: new URL("/cancel", this.endpoint).href,
      headers: { "x-pd-secret": this.secret },
      data: { [name]: this.task },
    });
    if (!cancelled.executionArn) {
      throw new Error("The source is not active: Pipedream answered for it. Nothing is cancelled.");
    }
    $.export("$summary", `The task was cancelled at ${cancelled.stopDate}`);
    return cancelled;
  },
});
