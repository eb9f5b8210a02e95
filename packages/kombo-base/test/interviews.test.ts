import { interviews, OutcomeUnknown, type CallerInputOf } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { emulated } from "./fixtures/emulated.ts";

async function withPeople(options = {}) {
  const connection = await emulated(options);
  const { world } = connection;
  const [one, two] = world.users.all();
  const application = world.applications.where("outcome", "PENDING")[0]!;
  const input: CallerInputOf<typeof interviews.create> & { readonly application: string } = {
    application: application.id,
    title: "Second talk",
    startsAt: new Date("2026-12-01T09:00:00Z"),
    endsAt: "2026-12-01T11:00:00+01:00",
    interviewerIds: [one!.id, two!.id],
    organizerId: one!.id,
    location: { type: "VIRTUAL", address: "https://meet.example.com/7" },
  };
  const ours = async () =>
    (await connection.ats.interviews.stream({ updatedAfter: world.clock.now() }).toArray()).filter(
      ({ title }) => title === "Second talk",
    );
  return { ...connection, input, ours };
}

describe("scheduling an interview", () => {
  it("is read back with people, times and place", async () => {
    const { ats, input, ours } = await withPeople();
    expect(await ats.interviews.create(input)).toEqual({ warnings: [], settledBy: "answer" });
    expect(await ours()).toMatchObject([
      {
        applicationId: input.application,
        startsAt: "2026-12-01T09:00:00.000Z",
        endsAt: "2026-12-01T10:00:00.000Z",
        videoConferenceUrl: "https://meet.example.com/7",
        interviewers: [{ id: input.interviewerIds[0] }, { id: input.interviewerIds[1] }],
      },
    ]);
  });

  it("is found again when the answer is lost, and not made twice", async () => {
    const { ats, input, emulator, ours } = await withPeople();
    emulator.faults.inject({ kind: "dropAfter", match: { method: "POST" } });
    expect(await ats.interviews.create(input)).toMatchObject({ settledBy: "read-back" });
    expect(await ours()).toHaveLength(1);
  });

  it("does not count another interview of the same name and time as this one", async () => {
    const { ats, input, emulator, ours } = await withPeople();
    await ats.interviews.create(input);
    emulator.faults.inject({ kind: "dropBefore", match: { method: "POST" } });
    await expect(ats.interviews.create(input)).rejects.toThrow(OutcomeUnknown);
    expect(await ours()).toHaveLength(1);
  });

  it("stays unknown where interviews cannot be read", async () => {
    const writeActions = { ats_create_interview: true };
    const coverage = { readModels: { ats_interviews: false, ats_users: true }, writeActions };
    const { ats, input, emulator } = await withPeople({ coverage });
    emulator.faults.inject({ kind: "dropAfter", match: { method: "POST" } });
    await expect(ats.interviews.create(input)).rejects.toThrow(OutcomeUnknown);
    expect(emulator.requests.count({ method: "POST" })).toBe(1);
  });

  it.for([
    ["an end before the beginning", { endsAt: "2026-12-01T08:00:00Z" }, "endsAt"],
    ["an end at the beginning", { endsAt: "2026-12-01T09:00:00Z" }, "endsAt"],
    ["no title", { title: " " }, "title"],
    ["a place of an unknown type", { location: { type: "MOON" } }, "location.type"],
  ] as const)("refuses %s, before any request", async ([, wrong, path]) => {
    const { ats, input, emulator } = await withPeople();
    const refused = ats.interviews.create({ ...input, ...wrong } as never);
    await expect(refused).rejects.toMatchObject({ code: "input.invalid", issues: [{ path }] });
    expect(emulator.requests.count()).toBe(0);
  });

  it.for(["title", "organizerId", "location"] as const)(
    "says that Kombo requires %s, before any request",
    async (name) => {
      const { ats, input, emulator } = await withPeople();
      const { [name]: _without, ...rest } = input;
      await expect(ats.interviews.create(rest)).rejects.toMatchObject({
        code: "limitation.refused",
        details: { limitation: "kombo.interviews-need-every-field" },
      });
      expect(emulator.requests.count()).toBe(0);
    },
  );

  it("says in coverage that Kombo opens it to selected customers only", async () => {
    const { ats } = await withPeople();
    const { cells } = await ats.coverage();
    const limited = cells.filter(({ limitations }) =>
      limitations.some(({ id }) => id === "kombo.interviews-are-written-in-a-closed-beta"),
    );
    expect(limited.map(({ capability }) => capability)).toEqual(["interviews.create", "interviews.update"]);
  });
});

describe("changing an interview", () => {
  it("sets every field, and may be repeated after a lost answer", async () => {
    const { ats, input, emulator, ours } = await withPeople();
    await ats.interviews.create(input);
    const [interview] = await ours();
    emulator.faults.inject({ kind: "dropAfter", match: { method: "PATCH" } });
    const change = { ...input, interview: interview!, location: { type: "PHYSICAL", address: "1 Quay" } } as const;
    expect(await ats.interviews.update(change)).toMatchObject({ warnings: [] });
    expect(emulator.requests.count({ method: "PATCH" })).toBe(2);
    expect(await ours()).toMatchObject([{ id: interview!.id, location: { raw: "1 Quay" }, videoConferenceUrl: null }]);
  });
});
