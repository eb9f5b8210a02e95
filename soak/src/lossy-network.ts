import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ways, type Ended, type ToServer, type Way } from "./lossy-network/messages.ts";
import { twoHosts } from "./lossy-network/namespaces.ts";

/** What became of notes that were written while the network between two hosts broke. */
export interface LossyNetwork {
  /** Why nothing was tried; undefined where something was. */
  readonly untried: string | undefined;
  readonly writes: number;
  /** Notes that reached the ATS more than once. */
  readonly doubled: number;
  /** Calls that ended in anything but an unknown outcome, although no answer came. */
  readonly misjudged: number;
  /** How the platform reported the failures, and how often. */
  readonly failures: Readonly<Record<string, number>>;
  /** What went wrong first. */
  readonly example: string | undefined;
}

/** A process in one of the namespaces, with messages to and fro. */
class Host {
  readonly #child: ChildProcess;
  readonly #messages: Record<string, unknown>[] = [];
  #told = Promise.withResolvers<void>();

  constructor(namespace: string, file: string, ...rest: readonly string[]) {
    const script = join(import.meta.dirname, "lossy-network", file);
    const args = ["netns", "exec", namespace, process.execPath, "--conditions=@anyats/source", script, ...rest];
    this.#child = spawn("ip", args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#child.on("message", (message) => {
      this.#messages.push(message as Record<string, unknown>);
      this.#told.resolve();
    });
  }

  /** The next message that has one of the fields; others before it are dropped. */
  async next(...fields: readonly string[]): Promise<Record<string, unknown>> {
    for (;;) {
      const message = this.#messages.shift();
      if (message && fields.some((field) => field in message)) return message;
      if (message) continue;
      this.#told = Promise.withResolvers();
      await this.#told.promise;
    }
  }

  send(message: ToServer | { readonly write: string } | { readonly goOn: true }): void {
    this.#child.send(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}

interface LossyOptions {
  /** How many notes for each way in which the network breaks. */
  readonly each: number;
  /** Default: all. */
  readonly breaking?: readonly Way[];
  /** Lets the client make a failed request again, as it must not, to see that this is found out. */
  readonly repeating?: boolean;
}

/** Writes notes between two hosts whose network breaks when the request has arrived. */
export async function lossyNetwork({ each, breaking = ways, repeating }: LossyOptions): Promise<LossyNetwork> {
  const failures: Record<string, number> = {};
  const found = { writes: 0, doubled: 0, misjudged: 0, example: undefined as string | undefined };
  const made = await twoHosts();
  if (typeof made === "string") return { untried: made, failures, ...found };
  await using hosts = made;
  await using server = new Host(hosts.server, "server.ts");
  const { port } = await server.next("port");
  await using client = new Host(
    hosts.client,
    "client.ts",
    `http://${hosts.name}:${String(port)}/v1`,
    String(repeating),
  );
  await client.next("ready");
  const ask = async (message: ToServer): Promise<number> => {
    server.send(message);
    return (await server.next("done"))["seen"] as number;
  };
  const write = async (way: Way, note: string): Promise<void> => {
    client.send({ write: note });
    await client.next("writing");
    await ask({ arm: way });
    client.send({ goOn: true });
    if (way === "acknowledgement lost, then the host gone") {
      await server.next("arrived");
      await hosts.forget();
    }
    let ended: Ended | undefined;
    while (!ended) {
      const message = await client.next("failed", "ended");
      ended = message["ended"] as Ended | undefined;
      if (ended) break;
      const failure = String(message["failed"]);
      failures[failure] = (failures[failure] ?? 0) + 1;
      await ask({ heal: true });
      client.send({ goOn: true });
    }
    const arrived = await ask({ count: note });
    found.writes += 1;
    if (arrived > 1) found.doubled += 1;
    const isUnknown = ended.retry === "unknown-outcome";
    if (!isUnknown) found.misjudged += 1;
    if (arrived > 1 || !isUnknown)
      found.example ??= `${way}: arrived ${arrived} times and ended in ${ended.code ?? "success"}`;
    await ask({ heal: true });
  };
  for (const way of breaking) for (let index = 0; index < each; index += 1) await write(way, `${way} ${index}`);
  return { untried: undefined, failures, ...found };
}
