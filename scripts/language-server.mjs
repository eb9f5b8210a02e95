// The language server of the TypeScript in use, for what an editor shows: hover texts and completions.
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
/** Starts the server on a folder. */
export async function languageServer(root) {
  const server = spawn("tsc", ["--lsp", "--stdio"], { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map();
  let buffered = Buffer.alloc(0);
  let last = 0;
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const receive = (message) => {
    if (message.method !== undefined && message.id !== undefined) return send({ id: message.id, result: null });
    const { resolve, reject } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.error) reject?.(new Error(message.error.message));
    else resolve?.(message.result);
  };
  server.stdout.on("data", (data) => {
    buffered = Buffer.concat([buffered, data]);
    for (;;) {
      const end = buffered.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffered.subarray(0, end).toString())[1]);
      if (buffered.length < end + 4 + length) return;
      const body = buffered.subarray(end + 4, end + 4 + length).toString();
      buffered = buffered.subarray(end + 4 + length);
      receive(JSON.parse(body));
    }
  });
  const request = (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set((last += 1), { resolve, reject });
      send({ id: last, method, params });
    });
  const uri = (file) => pathToFileURL(file).href;
  await request("initialize", {
    processId: process.pid,
    rootUri: uri(root),
    capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
  });
  send({ method: "initialized", params: {} });
  return {
    /** Opens a file, which need not exist, with this text. */
    open: (file, text) =>
      send({
        method: "textDocument/didOpen",
        params: { textDocument: { uri: uri(file), languageId: "typescript", version: 1, text } },
      }),
    /** What an editor shows over a place: lines and columns count from 0. */
    async hover(file, line, character) {
      const found = await request("textDocument/hover", {
        textDocument: { uri: uri(file) },
        position: { line, character },
      });
      const { contents } = found ?? {};
      return typeof contents === "string" ? contents : (contents?.value ?? "");
    },
    /** What an editor offers at a place. */
    async completions(file, line, character) {
      const found = await request("textDocument/completion", {
        textDocument: { uri: uri(file) },
        position: { line, character },
      });
      return (found?.items ?? found ?? []).map(({ label }) => label);
    },
    async diagnostics(file) {
      const found = await request("textDocument/diagnostic", { textDocument: { uri: uri(file) } });
      return (found?.items ?? []).map(({ message, range }) => `${range.start.line + 1}: ${message}`);
    },
    async close() {
      await request("shutdown");
      send({ method: "exit" });
      server.stdin.end();
    },
  };
}
