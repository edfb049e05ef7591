import type { FieldSchema, ObjectSchema } from "./check.ts";
import { DURATION_PATTERN } from "./duration.ts";
import { LOCAL_OR_ZONED_PATTERN } from "./timestamp.ts";

const secret = {
  type: "string",
  description: "The secret of the source, if it has one and it is not sent in a header.",
} satisfies FieldSchema;

const id = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{1,64}$",
  description: "Your own name for the task. Repeat a request with it, and there is still one task.",
} satisfies FieldSchema;

const executionArn = {
  type: "string",
  maxLength: 2_048,
  description: "The task's execution, as /schedule returned it.",
} satisfies FieldSchema;

const idPrefix = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{3,64}$",
  description: "The beginning of the ids of all tasks that are meant.",
} satisfies FieldSchema;

/** When a task is due: a moment, a local time, or a time from now. */
const time = {
  timestamp: {
    type: "string",
    pattern: LOCAL_OR_ZONED_PATTERN,
    description:
      "When the task is due: RFC 3339 with a zone, or without one next to timeZone; at most one year (365 days less one hour) ahead.",
  },
  delay: {
    type: "string",
    pattern: DURATION_PATTERN,
    description:
      "How long from now the task is due: weeks, days, hours, minutes, seconds, as in PT2H30M or P3D.",
  },
  timeZone: {
    type: "string",
    maxLength: 64,
    description: "An IANA time zone, such as Europe/Berlin. The timestamp is then local time there.",
  },
} satisfies Record<string, FieldSchema>;

const timestampOrDelay = { oneOf: [{ required: ["timestamp"] }, { required: ["delay"] }] } as const;

/** What `POST /schedule` takes. */
export const scheduleRequestSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...time,
    message: { description: "What to deliver: any JSON value." },
    messages: {
      type: "array",
      minItems: 1,
      maxItems: 100,
      items: {},
      description: "Several messages for the same moment, at the price of one task. Each becomes an event.",
    },
    secret,
    id,
  },
  allOf: [timestampOrDelay, { oneOf: [{ required: ["message"] }, { required: ["messages"] }] }],
} satisfies ObjectSchema;

/** What `POST /cancel` takes: one of the two names of a task, or what the ids of many begin with. */
export const cancelRequestSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    executionArn,
    id,
    idPrefix,
    dryRun: {
      type: "boolean",
      description: "With idPrefix: count the tasks that are meant, and cancel none.",
    },
    secret,
  },
  oneOf: [{ required: ["executionArn"] }, { required: ["id"] }, { required: ["idPrefix"] }],
} satisfies ObjectSchema;

/** What `POST /reschedule` takes: a name of a task, and its new time. */
export const rescheduleRequestSchema = {
  type: "object",
  additionalProperties: false,
  properties: { executionArn, id, ...time, secret },
  allOf: [{ oneOf: [{ required: ["executionArn"] }, { required: ["id"] }] }, timestampOrDelay],
} satisfies ObjectSchema;

/** The query of `GET /tasks`. */
export const listQuerySchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    status: {
      type: "string",
      enum: ["pending", "emitted", "cancelled", "failed"],
      default: "pending",
      description: "What has become of the tasks that are listed.",
    },
    limit: {
      type: "integer",
      minimum: 1,
      maximum: 25,
      default: 20,
      description: "How many tasks to list at most.",
    },
    after: {
      type: "string",
      maxLength: 8_192,
      description: "`next` of the answer before, to go on from there.",
    },
    idPrefix: { ...idPrefix, pattern: "^[A-Za-z0-9_-]{1,64}$" },
  },
} satisfies ObjectSchema;
