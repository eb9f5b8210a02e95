import { handles, jobs, type Adapter } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { afterEach, expect, it } from "vitest";
import { idNamesOf, ownIdName } from "../src/id-names.ts";
import type { World, WorldSession } from "../src/world.ts";
import { goByIdNames, hasId, idNameOf } from "../src/worlds/tapped.ts";
import { inject, jobOf, smallAdapter } from "./small-ats.ts";

afterEach(() => goByIdNames([]));

const rowsOf = (...raws: readonly object[]) =>
  raws.map((raw, nth) => ({ id: `${7 + nth}`, remoteId: `${7 + nth}`, raw }));

it("an ATS calls its ids by the field that holds the id of each record", () => {
  expect(ownIdName(rowsOf({ place: 7, nr: 7 }, { place: 7, nr: 8 }))).toBe("nr");
});

it.for([
  ["it has a usual name", rowsOf({ id: 7, nr: 7 }, { id: 8, nr: 8 })],
  ["it is not in each record", rowsOf({ nr: 7 }, { nr: 9 })],
  ["there is one record", rowsOf({ nr: 7 })],
  ["a record has no raw form", [{ id: "7" }, { id: "8" }]],
] as const)("a field is not an id of the ATS's own if %s", ([, rows]) => {
  expect(ownIdName(rows)).toBeUndefined();
});

it("a record begins with its own id, before those of others", () => {
  const application = { applicationNr: 5, jobNr: 7, text: "Ada" };
  expect(hasId(application)).toBe(false);
  goByIdNames(["jobNr", "applicationNr"]);
  expect(idNameOf(application)).toBe("applicationNr");
});

/** What a run finds of an ATS that sends these jobs. */
function found(sent: readonly object[], ends: "well" | "fails" | "hangs" = "well"): Promise<ReadonlySet<string>> {
  const streamJobs = handles(jobs.stream, {
    routes: [{ method: "GET", path: "/jobs", certainty: "documented", source: "Acme's API reference" }],
    inject,
    async fetchPage(_filter, _position, call, { settings }) {
      if (ends === "fails") throw new Error("Acme fails");
      if (ends === "hangs") await new Promise(() => {});
      const rows = (await (await settings.fetch("https://acme.example", { signal: call.signal })).json()) as object[];
      const records = rows.map((raw) => ({ ...jobOf(String(Object.values(raw)[0]), "2026-11-20T09:00:00.000Z"), raw }));
      return { next: null, decode: () => ({ records, quarantined: [] }) };
    },
  });
  const members = "requests writes now ids seen records application notes files touch remove trouble close".split(" ");
  const session = {
    ...Object.fromEntries(members.map((name) => [name, () => {}])),
    settings: { fetch: async () => Response.json(sent) },
    wrong: {},
  } as unknown as WorldSession;
  const world: World = { name: "Acme in miniature", tier: "emulator", open: () => session };
  const adapter: Adapter = smallAdapter([streamJobs]);
  return idNamesOf(adapter, world, coverageOf(adapter), ends === "hangs" ? 20 : undefined);
}

it("a run finds what an ATS calls its ids", async () => {
  expect([...(await found([{ nr: 7 }, { nr: 8 }]))]).toEqual(["nr"]);
  expect([...(await found([{ id: 7 }, { id: 8 }]))]).toEqual([]);
});

it.for(["fails", "hangs"] as const)("a run goes on where a stream %s", async (ends) => {
  expect([...(await found([{ nr: 7 }, { nr: 8 }], ends))]).toEqual([]);
});
