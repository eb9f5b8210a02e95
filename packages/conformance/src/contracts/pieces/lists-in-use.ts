import type { Trial } from "../../contract-test.ts";
import type { ReferenceList, WorldRecord } from "../../world.ts";
import { isDeleted } from "./records.ts";

/** The capability by which an app reads each list. */
export const readBy: Readonly<Record<ReferenceList, string>> = {
  stages: "applications.listStages",
  rejectionReasons: "applications.listRejectionReasons",
  tags: "tags.stream",
  users: "users.stream",
};

export const allLists = Object.keys(readBy) as readonly ReferenceList[];

/** What an entry of each list is called in a message. */
export const nouns: Readonly<Record<ReferenceList, string>> = {
  stages: "stage",
  rejectionReasons: "rejection reason",
  tags: "tag",
  users: "user",
};

/** An entry that records refer to, where the world has one. */
export async function entryInUse({ world }: Trial, list: ReferenceList): Promise<string | undefined> {
  const living = async (group: string) => (await world.records(group)).filter((each) => !isDeleted(each));
  if (list === "stages") {
    const used = (await living("applications")).find((each) => each["outcome"] === "PENDING" && each["stageId"]);
    return used?.["stageId"] as string | undefined;
  }
  if (list === "tags") {
    const tagged = (await living("candidates")).flatMap((each) => (each["tags"] ?? []) as readonly WorldRecord[]);
    if (tagged[0]) return tagged[0].id;
  }
  return (await living(list))[0]?.id;
}

export const renamedTo = (list: ReferenceList) => `Renamed ${nouns[list]} 4811`;

/** Gives an entry of each list that records refer to, and that this world can change, another name. */
export async function renamesEntriesInUse(trial: Trial): Promise<void> {
  const { administer } = trial.world;
  for (const list of administer ? allLists.filter((each) => trial.offers(readBy[each])) : []) {
    const used = await entryInUse(trial, list);
    if (used !== undefined) await administer!({ list, rename: used, to: renamedTo(list) });
  }
}
