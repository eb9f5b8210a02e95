import { AtsError } from "@anyats/core";
import { renderMatrixHtml, type CoverageMatrix } from "@anyats/coverage";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { UsageError } from "../../failure.ts";
import { write, type Terminal } from "../../terminal.ts";

type Page = readonly [type: string, render: (matrix: CoverageMatrix) => string | Promise<string>];

const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ["/", ["text/html; charset=utf-8", renderMatrixHtml]],
  ["/matrix.json", ["application/json", (matrix) => JSON.stringify(matrix)]],
]);

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function plain(status: number, text: string): Answer {
  return { status, type: "text/plain; charset=utf-8", text: `${text}\n` };
}

async function answerOf(
  method: string | undefined,
  url: string,
  matrix: () => Promise<CoverageMatrix>,
): Promise<Answer> {
  const page = pages.get(url.replace(/\?.*/s, ""));
  if (!page) return plain(404, "There is the matrix at / and its data at /matrix.json.");
  if (method !== "GET" && method !== "HEAD") return plain(405, "The matrix can only be read.");
  try {
    const [type, render] = page;
    return { status: 200, type, text: await render(await matrix()) };
  } catch (error) {
    return plain(500, error instanceof UsageError || AtsError.is(error) ? error.message : "The matrix cannot be made.");
  }
}

/** Answers each request with what the matrix is at that moment. */
function listener(matrix: () => Promise<CoverageMatrix>): RequestListener {
  return ({ url = "/", method, headers, socket }, response) => {
    const own = ["127.0.0.1", "localhost"].map((name) => `${name}:${socket.localPort}`);
    // A page of another site can be made to resolve to this address: its requests carry that site's name.
    const answer = own.includes(headers.host ?? "")
      ? answerOf(method, url, matrix)
      : Promise.resolve(plain(421, `Open http://${own[0]}/ instead.`));
    void answer.then(({ status, type, text }) =>
      response
        .writeHead(status, { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" })
        .end(method === "HEAD" ? undefined : text),
    );
  };
}

/** Shows the matrix on this machine only, until it is stopped. */
export async function serveMatrix(
  matrix: () => Promise<CoverageMatrix>,
  port: number,
  terminal: Terminal,
): Promise<void> {
  await matrix(); // A mistake in the command line shows now, not in the browser.
  const server = createServer(listener(matrix));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  await write(terminal.stdout, `http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}
