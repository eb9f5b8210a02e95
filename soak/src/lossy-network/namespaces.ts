import { execFile } from "node:child_process";
import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const ip = (...words: readonly string[]) => run("ip", words);

/** Two network namespaces with a wire between them. */
export interface TwoHosts {
  readonly server: string;
  readonly client: string;
  /** Makes the client's host look up the server's again. */
  forget(): Promise<unknown>;
  /** By which the client's host knows the server's: no real name, so a key may go there without TLS. */
  readonly name: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The addresses and the interface of the wire, which the server breaks. */
export const wire = { server: "10.99.7.1", client: "10.99.7.2", device: "anyats0" } as const;

/**
 * How often the client's kernel sends again what was not acknowledged, before it gives up: within seconds. The
 * usual 15 take a quarter of an hour.
 */
const repeats = 1;
const ipv4 = "/proc/sys/net/ipv4";

let made = 0;

/**
 * Makes two hosts on this machine.
 * @returns The reason, where the machine does not allow it.
 */
export async function twoHosts(): Promise<TwoHosts | string> {
  const own = `${process.pid}-${(made += 1)}`;
  const [server, client] = [`anyats-s-${own}`, `anyats-c-${own}`];
  const name = "ats.test";
  const dispose = async (): Promise<void> => {
    for (const namespace of [server, client]) {
      await ip("netns", "del", namespace).catch(() => {});
      await rm(`/etc/netns/${namespace}`, { recursive: true, force: true });
    }
    await rmdir("/etc/netns").catch(() => {});
  };
  try {
    await ip("netns", "add", server);
    await ip("netns", "add", client);
    await ip("link", "add", wire.device, "netns", server, "type", "veth", "peer", "name", wire.device, "netns", client);
    for (const [namespace, address] of [[server, wire.server] as const, [client, wire.client] as const]) {
      await ip("-n", namespace, "addr", "add", `${address}/24`, "dev", wire.device);
      await ip("-n", namespace, "link", "set", wire.device, "up");
      await ip("-n", namespace, "link", "set", "lo", "up");
    }
    await ip(
      "netns",
      "exec",
      client,
      "sh",
      "-c",
      `echo ${repeats} > ${ipv4}/tcp_retries2; echo 100 > ${ipv4}/neigh/${wire.device}/retrans_time_ms`,
    );
    await mkdir(`/etc/netns/${client}`, { recursive: true });
    await writeFile(`/etc/netns/${client}/hosts`, `127.0.0.1 localhost\n${wire.server} ${name}\n`);
  } catch (error) {
    await dispose();
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
    return `no network namespaces here: ${(stderr?.trim() || message).split("\n")[0]}`;
  }
  const forget = () => ip("-n", client, "neigh", "flush", "dev", wire.device);
  return { server, client, name, forget, [Symbol.asyncDispose]: dispose };
}
