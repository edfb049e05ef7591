import type { ActListener } from "./acts.ts";
import { type Component, requireSupported } from "./component.ts";
import type { Deployment } from "./deployment.ts";
import { type KeptSource, toKeptSource } from "./kept-source.ts";
import type { Listener } from "./listener.ts";
import { configureProps } from "./props.ts";
import { type LocalSource, ObservationError, type SourceChange } from "./source.ts";
import { activate, deactivate, runHook } from "./transitions.ts";

/** A deployment with its listener. It does one thing at a time, so that hooks never overlap. */
export class DeployedSource implements LocalSource {
  readonly #deployment: Deployment;
  readonly #listener: Listener;
  readonly #onDeleted: () => void;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(deployment: Deployment, listener: Listener, onDeleted: () => void) {
    this.#deployment = deployment;
    this.#listener = listener;
    this.#onDeleted = onDeleted;
  }

  get id() {
    return this.#deployment.id;
  }
  get endpoint() {
    return this.#deployment.endpoint;
  }
  get url() {
    return this.#listener.url;
  }
  get active() {
    return this.#deployment.status === "active";
  }
  get events() {
    return this.#deployment.events.all;
  }
  get logs() {
    return this.#deployment.logs;
  }
  get requests() {
    return this.#deployment.requests;
  }
  get db() {
    return this.#deployment.db;
  }
  get outage() {
    return this.#deployment.outage;
  }
  set outage(outage) {
    this.#deployment.outage = outage;
  }
  get propOverrides() {
    return this.#deployment.propOverrides;
  }
  set propOverrides(propOverrides) {
    this.#deployment.propOverrides = propOverrides;
  }
  get processId() {
    return this.#deployment.workers.next.id;
  }

  crash(reloaded?: Component): void {
    this.#deployment.workers.killAll();
    if (reloaded) this.#deployment.install(reloaded);
  }

  keep(): KeptSource {
    return toKeptSource(this.#deployment);
  }

  hasWorker(id: string): boolean {
    return this.#deployment.workers.has(id);
  }

  kill(id: string): void {
    this.#deployment.workers.kill(id);
  }

  listen(listener: ActListener): () => void {
    return this.#deployment.acts.add(listener);
  }

  /** What follows the upload of a component: `deploy`, once in its life, then `activate`. */
  deploy(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await runHook("deploy", this.#deployment, this);
      } catch (error) {
        this.#deployment.status = "failed";
        throw error;
      }
      await activate(this.#deployment, this);
    });
  }

  update(change: SourceChange = {}): Promise<void> {
    return this.#inTurn(async () => {
      const deployment = this.#deployment;
      const { component, load } = await deployment.codeAfter(change);
      requireSupported(component);
      const { props = deployment.props, unchecked = !change.props && deployment.isUnchecked } = change;
      const configured = configureProps(component, props, unchecked);
      const wasDeactivated = deployment.status === "deactivated";
      await deactivate(deployment, this);
      deployment.install(component, load);
      deployment.props = configured;
      deployment.isUnchecked = unchecked;
      if (!wasDeactivated) await activate(this.#deployment, this);
    });
  }

  activate(): Promise<void> {
    return this.#inTurn(() => activate(this.#deployment, this));
  }

  deactivate(): Promise<void> {
    return this.#inTurn(() => deactivate(this.#deployment, this));
  }

  delete({ ignoreHookErrors = false } = {}): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await deactivate(this.#deployment, this);
      } catch (error) {
        if (!ignoreHookErrors || !(error instanceof ObservationError)) throw error;
      }
      this.#deployment.status = "deleted";
      this.#onDeleted();
      await this.#listener.close();
    });
  }

  #inTurn(operation: () => Promise<void>): Promise<void> {
    const result = this.#pending.then(() => {
      if (this.#deployment.status === "deleted") throw new Error(`The source ${this.id} has been deleted`);
      return operation();
    });
    this.#pending = result.catch(() => {});
    return result;
  }
}
