import { BlockList, isIP } from "node:net";
import { fileError } from "./read-content.ts";

/**
 * Networks that are not the public internet. Source: IANA's special-purpose address registries; besides, 168.63.129.16,
 * by which machines of Azure reach the host that they run on.
 */
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const network of `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
  192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
  240.0.0.0/4 168.63.129.16/32`.split(/\s+/)) {
  const [address, bits] = network.split("/") as [string, string];
  special.ipv4.addSubnet(address, Number(bits), "ipv4");
}
// Of IPv6, only global unicast addresses (2000::/3) are public; some of them carry an IPv4 address or lead nowhere.
for (const network of ["::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]) {
  const [address, bits] = network.split("/") as [string, string];
  special.ipv6.addSubnet(address, Number(bits), "ipv6");
}

/** Names that lead to this machine or this network. */
const local = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|svc|home\.arpa|onion|invalid|test)$/;

const notPublic = "must be a public address";

function problemOf(url: URL | null): string | undefined {
  if (url?.protocol !== "https:") return "must be an https address";
  if (url.username !== "" || url.password !== "") return "must hold no user name or password";
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
  const version = isIP(host);
  if (version === 0) return !host.includes(".") || local.test(host) ? notPublic : undefined;
  const family = version === 4 ? "ipv4" : "ipv6";
  return special[family].check(host, family) ? notPublic : undefined;
}

/**
 * A public https address as it was understood here, so that nobody further on understands it in another way. What a
 * name resolves to is not looked up: the aggregator fetches it, and elsewhere it may resolve to something else.
 * @throws {InvalidInput} when it is none.
 */
export function publicAddress(address: string): string {
  const url = URL.parse(address);
  const problem = problemOf(url);
  if (!url || problem !== undefined) throw fileError("url", problem ?? notPublic);
  return url.href;
}
