import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const int16 = (value: number) => Buffer.from([(value >> 8) & 0xff, value & 0xff]);
const int32 = (value: number) => Buffer.from([0, 0, (value >> 8) & 0xff, value & 0xff]);
const text = (value: string) => Buffer.from(`${value}\0`);

const ready = message("Z", Buffer.from("I"));
const welcome = Buffer.concat([message("R", int32(0)), ready]);

function row(values: Readonly<Record<string, string>>): Buffer {
  const names = Object.keys(values).map((name) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(25), int16(0xffff), Buffer.alloc(4, 0xff), int16(0)]),
  );
  const fields = Object.values(values).map((value) => Buffer.concat([int32(value.length), Buffer.from(value)]));
  return Buffer.concat([
    message("T", Buffer.concat([int16(names.length), ...names])),
    message("D", Buffer.concat([int16(fields.length), ...fields])),
    message("C", text("SELECT 1")),
    ready,
  ]);
}

/** A server that says it is an old PostgreSQL, and knows nothing else. */
export async function oldPostgres(): Promise<{ readonly url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    let greeted = false;
    socket.on("data", (data: Buffer) => {
      if (data.length === 8 && data.readInt32BE(4) === 80_877_103) return socket.write("N"); // No TLS.
      if (!greeted) {
        greeted = true;
        return socket.write(welcome);
      }
      return socket.write(row({ number: "130018", version: "13.18" }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `postgres://someone@127.0.0.1:${(server.address() as AddressInfo).port}/app`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
