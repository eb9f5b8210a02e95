import { Client, type ClientConfig } from "pg";
import type { Unlisten } from "./database.ts";
import { databaseError } from "./errors.ts";
import { identifier } from "./identifier.ts";
import { inTurn } from "./in-turn.ts";

type Told = (payload: string) => void;

/** The longest wait between two attempts to connect again, in milliseconds. */
const longestWait = 5_000;

/** One connection that listens to any number of channels, and is made again when it breaks. */
export class Listener {
  readonly #config: ClientConfig;
  readonly #channels = new Map<string, Set<Told>>();
  #client: Promise<Client> | undefined;
  #turn = inTurn();
  #closed = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(config: ClientConfig) {
    this.#config = { ...config, keepAlive: true };
  }

  async listen(channel: string, told: Told): Promise<Unlisten> {
    const name = identifier("channel", channel);
    const listeners = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, listeners.add(told));
    try {
      const client = await (this.#client ??= this.#connect());
      await this.#turn(() => client.query(`listen ${name}`));
    } catch (error) {
      listeners.delete(told);
      throw databaseError(error);
    }
    return async () => {
      listeners.delete(told);
      if (listeners.size > 0 || this.#channels.get(name) !== listeners) return;
      this.#channels.delete(name);
      const client = await this.#client?.catch(() => undefined);
      // Somebody may have begun to listen again meanwhile.
      await this.#turn(async () => !this.#channels.has(name) && client?.query(`unlisten ${name}`)).catch(() => {});
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = await this.#client?.catch(() => undefined);
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#config);
    this.#turn = inTurn();
    let lost = false;
    const onLoss = () => {
      if (lost) return;
      lost = true;
      this.#client = undefined;
      this.#reconnect(100);
    };
    client.on("notification", ({ channel, payload }) => this.#tell(channel, payload ?? ""));
    client.on("error", onLoss);
    client.on("end", onLoss);
    try {
      await client.connect();
      for (const channel of this.#channels.keys()) await client.query(`listen ${channel}`);
    } catch (error) {
      lost = true;
      this.#client = undefined;
      void client.end().catch(() => {});
      throw error;
    }
    return client;
  }

  #reconnect(waitMs: number): void {
    if (this.#closed || this.#channels.size === 0) return;
    this.#retry = setTimeout(() => {
      // Somebody who began to listen may have made it already: those of before are told, too.
      (this.#client ??= this.#connect()).then(
        () => this.#tellAll(),
        () => this.#reconnect(Math.min(waitMs * 2, longestWait)),
      );
    }, waitMs);
    this.#retry.unref();
  }

  #tellAll(): void {
    for (const channel of this.#channels.keys()) this.#tell(channel, "");
  }

  #tell(channel: string, payload: string): void {
    for (const told of Array.from(this.#channels.get(channel) ?? [])) {
      // A listener belongs to the app; its failure must not stop the others.
      void (async () => told(payload))().catch(() => {});
    }
  }
}
