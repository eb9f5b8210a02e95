import type { Location } from "../world/rows.ts";
import type { Random } from "./random.ts";

const places = [
  ["Columbus", "OH", "43215", "614"],
  ["Tulsa", "OK", "74103", "918"],
  ["Fresno", "CA", "93721", "559"],
  ["Grand Rapids", "MI", "49503", "616"],
  ["Greenville", "SC", "29601", "864"],
  ["El Paso", "TX", "79901", "915"],
  ["Boise", "ID", "83702", "208"],
  ["Rochester", "MN", "55901", "507"],
  ["Allentown", "PA", "18101", "610"],
  ["Cañon City", "CO", "81212", "719"],
  ["Bettendorf", "IA", "52722", "563"],
  ["Winston-Salem", "NC", "27101", "336"],
] as const;

const streets = [
  "Maple Ave",
  "2nd St",
  "Industrial Pkwy",
  "Peña Blvd",
  "Old Mill Rd",
  "Commerce Dr",
  "W 14th St",
  "Lakeview Ct",
];

export interface Place {
  readonly location: Location;
  /** An area code that goes with the place. */
  readonly areaCode: string;
}

/** A made-up address in a real city. */
export function drawPlace(random: Random): Place {
  const [city, state, zip, areaCode] = random.pick(places);
  const street = `${random.integer(100, 9899)} ${random.pick(streets)}`;
  return {
    areaCode,
    location: {
      city,
      country: "US",
      raw: `${street}, ${city}, ${state} ${zip}`,
      state,
      street_1: street,
      street_2: random.chance(0.15) ? `Apt ${random.integer(1, 40)}` : null,
      zip_code: zip,
    },
  };
}

/** A telephone number of the block that is set aside for fiction. */
export function drawPhone(random: Random, areaCode: string): string {
  return `+1${areaCode}55501${random.integer(10, 99)}`;
}
