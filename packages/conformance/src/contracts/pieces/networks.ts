/** The first and the last address of each network that is not of the public internet, some within, and names of such. Source: IANA. */
export const privateAddresses: readonly string[] = [
  ..."0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255".split(" "),
  ..."169.254.0.1 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.0".split(" "),
  ..."192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 255.255.255.255".split(" "),
  ..."168.63.129.16 [::1] [::] [fe80::1] [fc00::1] [ff02::1] [2001:db8::1] [2002:7f00:1::] [2001::1]".split(" "),
  ..."[::ffff:127.0.0.1] [64:ff9b::7f00:1] [3fff::1] [2a00:1450::200:5efe:7f00:1] [2a00:1450::5efe:a00:1]".split(" "),
  ..."localhost localhost. files.local printer intranet server.internal a.lan b.home c.corp db.svc".split(" "),
  ..."10.1.2.3 100.64.0.1 172.16.0.1 172.31.255.254 192.0.0.8 192.168.1.1 198.18.0.1 240.0.0.1 [::ffff:10.0.0.1] [64:ff9b::1] [fd12::1] [2002:a00:1::] files.localhost printer.local files.internal router.home.arpa hidden.onion".split(
    " ",
  ),
  ..."x.nip.io 10.0.0.1.sslip.io app.localtest.me a.test b.invalid c.onion d.arpa e.ts.net 2130706433 0x7f.1".split(
    " ",
  ),
];

/** Addresses next to those, which are public. */
export const publicAddresses: readonly string[] = [
  ..."1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255".split(" "),
  ..."169.255.0.0 172.15.255.255 172.32.0.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255".split(" "),
  ..."198.20.0.0 223.255.255.255 168.63.129.17 [2a00:1450:4001::1] files.example.com local.example.com".split(" "),
];
