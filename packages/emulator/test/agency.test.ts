import { describe, expect, test } from "vitest";
import { createEmulator } from "../src/index.ts";
import { readList } from "./call.ts";

describe("the seeded agency", () => {
  const { world } = createEmulator({ candidates: 1_000 });
  const candidates = world.candidates.all();

  test("is the same for the same seed, and another for another", () => {
    const names = (seed: number) =>
      createEmulator({ candidates: 50, seed })
        .world.candidates.all()
        .map(({ last_name }) => last_name);
    expect(names(3)).toEqual(names(3));
    expect(names(3)).not.toEqual(names(4));
    expect(createEmulator({ candidates: 1, seed: 3 }).settings().integrationId).toMatch(
      /^avionte:[1-9A-HJ-NP-Za-km-z]{24}$/,
    );
  });

  test("gives a candidate and a job with the same remote id the same Kombo id", () => {
    expect(world.jobs.byRemoteId("100001")?.id).toBe(world.candidates.byRemoteId("100001")?.id);
  });

  test("has people of many scripts, with no e-mail, equal names or many applications", () => {
    const names = candidates.map(({ first_name, last_name }) => `${first_name} ${last_name}`);
    for (const script of [/\p{Script=Han}/u, /\p{Script=Arabic}/u, /\p{Script=Cyrillic}/u, /[ñéłü]/, /['’]/]) {
      expect(names.some((name) => script.test(name))).toBe(true);
    }
    expect(new Set(names).size).toBeLessThan(names.length);
    expect(candidates.some(({ email_addresses }) => email_addresses?.length === 0)).toBe(true);
    const counts = new Set(candidates.map(({ id }) => world.applications.where("candidate_id", id).length));
    expect([...counts]).toEqual(expect.arrayContaining([0, 1, 2, 3]));
  });

  test("has addresses and numbers that belong to nobody", () => {
    const text = JSON.stringify(candidates);
    expect(text.match(/@[\w.-]+/g)?.every((host) => host.endsWith("example.com"))).toBe(true);
    for (const { phone_numbers } of candidates)
      for (const { phone_number } of phone_numbers ?? []) expect(phone_number).toMatch(/^\+1\d{3}55501\d\d$/);
  });

  test("has jobs of every status and questions of every format", () => {
    expect(new Set(world.jobs.all().map(({ status }) => status))).toEqual(
      new Set(["OPEN", "CLOSED", "DRAFT", "ARCHIVED"]),
    );
    expect(new Set(world.screeningQuestions.all().map(({ format }) => format?.type)).size).toBe(9);
  });

  test("breaks the contract only when asked to", async () => {
    const dates = async (oddities: boolean) =>
      (await readList(createEmulator({ candidates: 60, oddities }), "/ats/candidates")).filter(
        ({ remote_created_at }) => String(remote_created_at).length === 10,
      );
    expect(await dates(false)).toHaveLength(0);
    expect((await dates(true)).length).toBeGreaterThan(0);
  });
});
