import type { FieldSchema, ObjectSchema } from "./check.ts";
import { DURATION_PATTERN } from "./duration.ts";
import { LOCAL_OR_ZONED_PATTERN } from "./timestamp.ts";

const secret = {
  type: "string",
} satisfies FieldSchema;

const id = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{1,64}$",
} satisfies FieldSchema;

const executionArn = {
  type: "string",
  maxLength: 2_048,
} satisfies FieldSchema;

const idPrefix = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{3,64}$",
} satisfies FieldSchema;

/** When a task is due: a moment, a local time, or a time from now. */
const time = {
  timestamp: {
    type: "string",
    pattern: LOCAL_OR_ZONED_PATTERN,
  },
  delay: {
    type: "string",
    pattern: DURATION_PATTERN,
  },
  timeZone: {
    type: "string",
    maxLength: 64,
  },
} satisfies Record<string, FieldSchema>;

const timestampOrDelay = { oneOf: [{ required: ["timestamp"] }, { required: ["delay"] }] } as const;

/** What `POST /schedule` takes. */
export const scheduleRequestSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...time,
    message: {},
    messages: {
      type: "array",
      minItems: 1,
      maxItems: 100,
      items: {},
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
    },
    limit: {
      type: "integer",
      minimum: 1,
      maximum: 25,
      default: 20,
    },
    after: {
      type: "string",
      maxLength: 8_192,
    },
    idPrefix: { ...idPrefix, pattern: "^[A-Za-z0-9_-]{1,64}$" },
  },
} satisfies ObjectSchema;
