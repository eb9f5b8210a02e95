import type { EmulatorFor } from "@anyats/emulator";
import { living } from "../living.ts";

/** States of an offer of which chance makes none; Ashby has two words for a draft, of which one is for those without a version. */
const offerStates = ["APPROVED", "DECLINED", "DRAFT"] as const;

/** Lets every word of each list that Ashby documents occur in some record: a word that never comes proves nothing. */
export function useEveryAshbyWord({ world }: Pick<EmulatorFor<"ashby">, "world">): void {
  const sent = living(world.offers.all()).filter(({ status }) => status === "SENT");
  for (const [index, status] of offerStates.entries()) if (sent[index]) world.offers.update(sent[index].id, { status });
  const jobs = living(world.jobs.all());
  const closed = jobs.findLast(({ status }) => status === "CLOSED");
  if (!closed) return;
  world.jobs.update(closed.id, { employment_type: "INTERNSHIP" });
  const [coordinator, sourcer] = living(world.users.all()).toReversed();
  if (coordinator && sourcer)
    world.jobs.update(closed.id, {
      hiring_team: [
        ...closed.hiring_team,
        { user_id: coordinator.id, role: "COORDINATOR" },
        { user_id: sourcer.id, role: "SOURCER" },
        { user_id: sourcer.id, role: "COORDINATOR" },
      ],
    });
}
