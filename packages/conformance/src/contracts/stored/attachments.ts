import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { fileCalled } from "../pieces/files.ts";
import type { Receipt } from "../pieces/receipts.ts";
import { file } from "../pieces/samples.ts";
import { assertStored } from "../pieces/stored-files.ts";
import { ending, unlessRefused } from "../pieces/striking.ts";
import { type Of, openApplications, target, targetId } from "../pieces/targets.ts";

/** A file in another form: its bytes as a part of a larger buffer, as a pool gives them, a blob or a stream. */
function inForm(way: "bytes" | "blob" | "stream", { base64, ...rest }: ReturnType<typeof fileCalled>): object {
  const content = Buffer.from(base64, "base64");
  const pool = Buffer.concat([Buffer.from("before"), content, Buffer.from("after")]);
  const bytes = new Uint8Array(pool.buffer, pool.byteOffset + "before".length, content.length);
  if (way === "bytes") return { ...rest, bytes };
  const blob = new Blob([bytes], { type: rest.contentType });
  return way === "blob" ? { ...rest, blob } : { ...rest, stream: blob.stream() };
}

/** What commands that add a file promise of the file that the ATS then holds. */
export function attachmentPromises(of: Of): readonly ContractPromise[] {
  return [
    {
      promise: "stores the file as it is: bytes, name and type",
      rules: [{ rule: "a file is stored as given", tried: "it reads `files()`" }],
      async run(trial) {
        const [application] = await openApplications(trial);
        for (const each of [file, fileCalled("cv-4748.pdf", "CV")]) {
          const receipt = (await ending(() =>
            trial.call(trial.capability.id, { ...target(of, application!), file: each }),
          )) as Receipt;
          if (AtsError.is(receipt)) {
            assert.equal(receipt.code, "limitation.refused", receipt.message);
            continue;
          }
          assertStored(trial, await trial.world.files(of, targetId(of, application!)), each);
        }
      },
    },
    {
      promise: "stores the same bytes in whichever form the file is given",
      async run(trial) {
        const [application] = await openApplications(trial);
        for (const way of ["bytes", "blob", "stream"] as const) {
          const given = fileCalled(`as-${way}-4749.pdf`, "OTHER");
          const input = { ...target(of, application!), file: inForm(way, given) };
          const receipt = await unlessRefused(() => trial.call(trial.capability.id, input));
          if (receipt === undefined) continue;
          assertStored(trial, await trial.world.files(of, targetId(of, application!)), given);
        }
      },
    },
  ];
}
