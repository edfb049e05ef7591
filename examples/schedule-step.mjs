/*
 * A step for a Pipedream workflow: schedules a task so many seconds from now.
 *
 * In your workflow, add a step, choose "Node" and "Run Node code", and put this in place of the code that is there.
 * "Refresh fields" then shows the form below. The endpoint is on the Events tab of your task scheduler source.
 *
 * What the step returns has the `executionArn` of the task: give it, or an `id` of your own, to cancel-step.mjs.
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
    seconds: {
      type: "integer",
      label: "Seconds from now",
      description: "How long the task waits. A year is the most.",
      min: 0,
      default: 30,
    },
    message: {
      type: "any",
      label: "Message",
      description:
        "What the task hands over when it is due: a text, or an expression such as `{{steps.trigger.event}}`.",
      default: { name: "Luke", title: "Jedi" },
    },
  },
  async run({ $ }) {
    const timestamp = new Date(Date.now() + this.seconds * 1000).toISOString();
    const task = await axios($, {
      method: "POST",
      url: new URL("/schedule", this.endpoint).href,
      headers: { "x-pd-secret": this.secret },
      data: { timestamp, message: this.message },
    });
    if (!task.executionArn) {
      throw new Error("The source is not active: Pipedream answered for it. Nothing is scheduled.");
    }
    $.export("$summary", `The task is due at ${task.timestamp}`);
    return task;
  },
});
