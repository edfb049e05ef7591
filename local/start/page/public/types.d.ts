/** What the page's host answers. The types are for checking the scripts; no browser loads them. */

export interface Source {
  id: string;
  name: string;
  endpoint: string;
  status: string;
}

export interface Resource {
  kind: string;
  name: string;
  state: string;
  level: string;
}

export interface StackView {
  region: string;
  accountId: string;
  resources: Resource[];
}

export interface Task {
  executionArn: string;
  id?: string;
  timestamp: string;
  waitUntil: string;
  preview: string;
}

export interface CancelledTask extends Task {
  cancelledAt: number;
}

export interface Pending {
  tasks: Task[];
  offset: number;
  known: number;
  total: number;
  hasMore: boolean;
  errors: string[];
}

export interface LogLine {
  ts: number;
  level: string;
  text: string;
}

export interface State {
  now: number;
  canAdvance: boolean;
  source?: Source;
  eventCount?: number;
  logs?: LogLine[];
  stacks?: StackView[];
  pending?: Pending;
  cancelled?: CancelledTask[];
}

export interface TaskEvent {
  id: string;
  ts: number;
  e?: { timestamp?: string; message?: unknown; executionArn?: string; id?: string };
}

export interface History {
  total: number;
  newer: number;
  events: TaskEvent[];
}

export interface Problem {
  code?: string;
  message: string;
  issues?: { path: string; message: string }[];
}

export interface Answer {
  error?: Problem;
  executionArn?: string;
  timestamp?: string;
}
