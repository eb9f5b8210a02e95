import { companies } from "../data/positions.ts";
import type { UserRow } from "../world/rows.ts";
import { noDate } from "./native-dates.ts";

/** Branches; the answer is never paged. */
export const branches = [
  {
    id: 71,
    name: "Downtown",
    employer: { name: "Harbor Staffing LLC", address: null, fein: "00-0000000" },
    branchAddress: null,
  },
  {
    id: 72,
    name: "North County",
    employer: { name: "Harbor Staffing LLC", address: null, fein: "00-0000000" },
    branchAddress: null,
  },
];

const companyRecords = companies.map((name, index) => ({
  id: 2_001 + index,
  name,
  mainAddress: null,
  billingAddress: null,
  frontOfficeId: 71,
  link: null,
  isArchived: false,
  representativeUsers: [301],
  statusId: 1,
  status: "Client",
  statusType: "Active",
  industry: null,
  createdDate: "2022-03-01T08:00:00",
  lastUpdatedDate: noDate,
  openJobs: 3,
  phoneNumber: "6145550100",
}));

const contactRecords = companies.map((name, index) => ({
  id: 3_001 + index,
  firstName: "Sam",
  middleName: null,
  lastName: `Contact ${index + 1}`,
  workPhone: "6145550101",
  cellPhone: null,
  emailAddress: `contact${index + 1}@example.com`,
  country: "United States",
  companyName: name,
  companyId: 2_001 + index,
  title: "Hiring Manager",
  isArchived: false,
  createdDate: "2022-03-02T09:30:00.1234567",
  lastUpdatedDate: "2024-01-24T15:27:14.8",
}));

/** Records that exist only in Avionté, by id. */
export const nativeCompanies: ReadonlyMap<number, unknown> = new Map(
  companyRecords.map((record) => [record.id, record]),
);
export const nativeContacts: ReadonlyMap<number, unknown> = new Map(
  contactRecords.map((record) => [record.id, record]),
);

/** A user; its id is named `userId`. */
export function nativeUser(user: Readonly<UserRow>): Record<string, unknown> {
  return {
    userId: Number(user.remote_id),
    firstName: user.first_name,
    lastName: user.last_name,
    emailAddress: user.email,
    homePhone: null,
    workPhone: "6145550102",
    mobilePhone: null,
    officeName: "Downtown",
    officeDivision: null,
    officeRegion: null,
    isArchived: user.status === "INACTIVE",
    createdDate: "2021-06-01T00:00:00",
    lastUpdatedDate: user.changed_at,
  };
}

/** Where a type of activity shows that is not used any more: nowhere. */
export const archived = -2;

/**
 * Activity types of talents. The negative ones are captured; that a note has type 7 here is this emulator's choice
 * (7 is the captured type of a *contact's* note): a client must look it up by name.
 */
export const activityTypes = [
  { typeId: -95, name: "Daily SMS Summary", show_in: -1 },
  { typeId: -88, name: "Application Received Email", show_in: -1 },
  { typeId: -11, name: "Text Sent", show_in: -1 },
  { typeId: 7, name: "Note", show_in: -1 },
  { typeId: 10_231, name: "Interview Feedback", show_in: 1 },
  { typeId: 10_232, name: "Call Completed", show_in: 1 },
  // A tenant archived one, and made another of that name.
  { typeId: 10_233, name: "Note", show_in: archived },
];
