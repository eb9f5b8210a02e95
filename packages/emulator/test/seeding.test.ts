import { describe, expect, it, vi } from "vitest";
import { createEmulator, type Emulator, type ToolName } from "../src/index.ts";

const tools: readonly ToolName[] = ["avionte", "bullhorn", "greenhouse", "ashby", "odoo"];

/** All that a world holds, without what makes the content of files. */
const held = ({ world }: Pick<Emulator, "world">) =>
  JSON.stringify(
    [world.jobs, world.candidates, world.applications, world.notes, world.attachments].map((c) => c.all()),
  );

describe.for(tools)("an emulator of %s that is made again", (tool) => {
  // A count of candidates that no other test asks for, so that the first one is seeded here.
  const make = (options: object = {}) => createEmulator({ tool, candidates: 23, ...options } as never);

  it("holds the same records as the first", () => {
    expect(held(make())).toBe(held(make()));
  });

  it("shares no record with another", () => {
    const untouched = held(make());
    const first = make();
    for (const { id } of first.world.candidates.all()) first.world.candidates.update(id, { first_name: "Changed" });
    for (const row of first.world.jobs.all()) (row.stage_ids as string[]).push("another");
    first.world.applications.delete(first.world.applications.all()[0]!.id);
    expect(held(make())).toBe(untouched);
  });

  it("has other records for another seed, time or number of candidates", () => {
    const all = [make(), make({ seed: 2 }), make({ now: "2025-01-01T00:00:00Z" }), make({ candidates: 24 })];
    expect(new Set(all.map(held)).size).toBe(all.length);
  });

  it("is prepared once, and the others get a copy of what that made", () => {
    const prepare = vi.fn(({ world }: Pick<Emulator, "world">) => {
      world.candidates.update(world.candidates.all()[0]!.id, { first_name: "Prepared" });
      world.notes.delete(world.notes.all()[0]!.id);
    });
    const [one, other] = [make({ prepare }), make({ prepare })];
    expect(held(other)).toBe(held(one));
    expect(held(other)).toContain('"Prepared"');
    expect(held(other)).not.toBe(held(make()));
    expect(prepare).toHaveBeenCalledOnce();
    one.world.candidates.update(one.world.candidates.all()[0]!.id, { first_name: "Changed" });
    expect(held(make({ prepare }))).toBe(held(other));
  });

  it("empties what was deleted before it was copied, when its time has come", () => {
    const prepare = ({ world }: Pick<Emulator, "world">) => void world.candidates.delete(world.candidates.all()[0]!.id);
    make({ prepare });
    const emulator = make({ prepare });
    emulator.clock.advance(15 * 86_400_000);
    emulator.world.expire();
    expect(emulator.world.candidates.all()[0]).toMatchObject({ first_name: null, last_name: null });
  });

  it("gives files their content", () => {
    const contents = () =>
      make()
        .world.attachments.all()
        .map((file) => Buffer.from(file.content()).toString("base64"));
    expect(contents()).toEqual(contents());
    expect(contents().length).toBeGreaterThan(0);
  });
});

it("gives each integration of Kombo's ids of its own", () => {
  const idOf = (integrationId: string) => createEmulator({ candidates: 23, integrationId }).world.jobs.all()[0]!.id;
  expect(idOf("avionte:one")).not.toBe(idOf("avionte:two"));
});
