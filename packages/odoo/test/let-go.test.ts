import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("let-go-program.ts", import.meta.url));
const flags = ["--expose-gc", "--max-semi-space-size=64", "--min-semi-space-size=64", "--conditions=@anyats/source"];

test("a call and a connection that are over are free at the next minor collection", () => {
  const kept = JSON.parse(execFileSync(process.execPath, [...flags, program], { encoding: "utf8" })) as {
    readonly connection: number;
    readonly call: number;
  };
  // 50 where functions that last know the connection.
  expect(kept.connection).toBeLessThan(10);
  // 45 is what ky keeps of the requests; 106 where that knows the call and its connection.
  expect(kept.call).toBeLessThan(75);
});
