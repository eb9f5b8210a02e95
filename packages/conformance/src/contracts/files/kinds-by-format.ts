import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { asStored } from "../pieces/files.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications, targetId } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
const docx = bytes("PK\u0003\u0004\u0014\0\u0006\0\b\0\0\0!\0word/document.xml");

/** Files in the formats in which people write about themselves; the first is what a résumé usually is. */
const formats: readonly (readonly [name: string, content: Buffer])[] = [
  ["about-me.pdf", bytes("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n")],
  ["about-me.docx", docx],
  ["about-me.doc", docx],
  ["about-me.rtf", bytes("{\\rtf1\\ansi Dear Sir}")],
  ["about-me.txt", bytes("Dear Sir\r\n")],
  ["about-me.png", bytes("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR")],
];

const promises = (of: "application" | "candidate"): readonly ContractPromise[] => {
  /** The kind under which the ATS holds a file; undefined where it was not taken, or a warning says that something was not sent. */
  const kindOf = async (trial: Trial, id: string, type: string, name: string, content: Buffer) => {
    const ended = await ending(() =>
      trial.call(trial.capability.id, { [of]: id, file: { name, type, bytes: content } }),
    );
    if (AtsError.is(ended) || warningsOf(ended).length > 0) return undefined;
    const base64 = content.toString("base64");
    const stored = (await trial.world.files(of, id)).map(asStored);
    return stored.find((each) => each.base64 === base64)?.type ?? undefined;
  };
  return [
    {
      promise: "keeps a file as what it is for, whatever its format, or says that it does not",
      rules: [
        {
          rule: "a file is stored as what it is for, whatever its format: a résumé may be a text, or a picture",
          tried: "it attaches a file of each common format as a résumé and as a letter",
        },
      ],
      async run(trial) {
        // All files of an adapter go the same way: once is enough.
        if (of === "candidate" && trial.offers("applications.addAttachment")) return;
        const [application] = await openApplications(trial);
        const id = targetId(of, application!);
        for (const type of ["CV", "COVER_LETTER"]) {
          let usual: string | undefined;
          for (const [nth, [name, content]] of formats.entries()) {
            // No two are the same.
            const own = Buffer.concat([content, bytes(` ${type} ${4_932 + nth}`)]);
            const kind = await kindOf(trial, id, type, name, own);
            usual ??= kind;
            assert.equal(
              kind ?? usual,
              usual,
              `${name} was given as ${type}: what the ATS holds it for, without a warning`,
            );
          }
        }
      },
    },
  ];
};

/** What attaching a file promises of what the file is for. */
export const kindsByFormatPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addAttachment": promises("application"),
  "candidates.addAttachment": promises("candidate"),
};
