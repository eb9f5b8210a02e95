import { uriOf } from "@anyats/core";
import { BlockList, isIP } from "node:net";
import { fileError } from "./file-error.ts";

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

/** ISATAP (RFC 5214): an IPv4 address behind `0:5efe` or `200:5efe`, within any network. */
const isatap = /(?:^|:)(?:0|200|):5efe:[0-9a-f]{1,4}:[0-9a-f]{1,4}$/;

/** Endings of names that lead to this machine, this network or an address within the name. */
const local: readonly string[] =
  `localhost local localdomain internal intranet private lan home corp svc consul nomad docker mesh vpn alt arpa onion
  i2p invalid test ts.net beta.tailscale.net nip.io sslip.io xip.io traefik.me localtest.me lvh.me vcap.me`.split(
    /\s+/,
  );

function isLocal(host: string): boolean {
  return !host.includes(".") || local.some((ending) => `.${host}`.endsWith(`.${ending}`));
}

/** Whether a host is not one of the public internet, as far as its name or number shows. */
function isSpecial(hostname: string): boolean {
  // Without brackets, and without the dots that may end a name.
  const host = hostname.replaceAll(/^\[|\]$|(?<!\.)\.+$/g, "");
  const version = isIP(host);
  if (version === 0) return isLocal(host);
  const family = version === 4 ? "ipv4" : "ipv6";
  return special[family].check(host, family) || isatap.test(host);
}

/**
 * A public https address as it was understood here, so that no server further on understands it in another way. What a
 * name resolves to is not looked up: the server that fetches it may resolve it to something else.
 * @throws {InvalidInput} when it is not one.
 */
export function publicAddress(address: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== "https:") throw fileError("url", "must be an https address");
  if (url.username || url.password) throw fileError("url", "must hold no user name or password");
  if (isSpecial(url.hostname)) throw fileError("url", "must be a public address");
  return uriOf(url);
}
