import { remembered } from "../world/remembered.ts";
import type { Random } from "./random.ts";

export const day = 86_400_000;
const hour = 3_600_000;

/** Instants in the past of a fixed present. */
export class Calendar {
  readonly #now: number;
  readonly #random: Random;

  constructor(now: number, random: Random) {
    this.#now = now;
    this.#random = random;
  }

  /** An instant at least an hour and at most so many days ago. */
  ago(days: number): number {
    return this.#now - hour - Math.floor(this.#random.next() * days * day);
  }

  /** An instant between a past one and an hour ago. */
  since(earlier: number): number {
    return earlier + Math.floor(this.#random.next() * Math.max(0, this.#now - hour - earlier));
  }

  /** An instant so many days after now. */
  ahead(days: number): number {
    return this.#now + hour + Math.floor(this.#random.next() * days * day);
  }
}

/** An instant as Kombo writes it. */
export const timestamp = remembered((milliseconds: number): string => new Date(milliseconds).toISOString());

/** When a record was made and changed in the tool, and when Kombo saw the change. */
export function remoteDates(
  created: number,
  updated: number,
): { remote_created_at: string; remote_updated_at: string; changed_at: string } {
  return {
    remote_created_at: timestamp(created),
    remote_updated_at: timestamp(updated),
    changed_at: timestamp(updated + 12_000),
  };
}
