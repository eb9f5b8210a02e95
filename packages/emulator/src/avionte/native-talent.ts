import { randomFor } from "../data/random.ts";
import type { CandidateRow, Location } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { nativeDate } from "./native-dates.ts";

/** A candidate as Avionté's talent. Field names and types: captured responses and the public reference. */
export function talent(
  world: World,
  candidate: Readonly<CandidateRow>,
  includeResume = false,
): Record<string, unknown> {
  const random = randomFor(`talent/${candidate.remote_id}`);
  const address = candidate.location ? nativeAddress(candidate.location) : null;
  const emails = candidate.email_addresses ?? [];
  const number = Number(candidate.remote_id);
  // Avionté writes nought where nobody and no office is set.
  const isSet = number % 4 !== 1;
  const recruiter = world.users.all()[random.integer(0, 10)];
  return {
    id: number,
    firstName: candidate.first_name,
    middleName: "",
    lastName: candidate.last_name,
    homePhone: null,
    workPhone: null,
    mobilePhone: candidate.phone_numbers?.[0]?.phone_number ?? null,
    pageNumber: null,
    emailAddress: emails[0]?.email_address ?? null,
    emailAddress2: emails[1]?.email_address ?? null,
    taxIdNumber: null,
    birthday: null,
    gender: null,
    hireDate: null,
    rehireDate: null,
    terminationDate: null,
    availabilityDate: nativeDate(candidate.remote_updated_at, 0),
    residentAddress: address,
    mailingAddress: null,
    payrollAddress: null,
    addresses: address ? [address] : [],
    status: random.pick(["Applicant", "Online Applicant", "Active"]),
    statusId: 6,
    placementStatus: random.chance(0.2) ? "Active Contractor" : "Not Active Contractor",
    filingStatus: "None",
    federalAllowances: 0,
    stateAllowances: 0,
    additionalFederalWithholding: 0,
    i9ValidatedDate: null,
    frontOfficeId: isSet ? 71 : 0,
    latestActivityDate: nativeDate(candidate.changed_at, 2),
    latestActivityName: "Note",
    link: candidate.remote_url,
    race: null,
    disability: null,
    veteranStatus: null,
    emailOptOut: false,
    isArchived: candidate.remote_deleted_at !== null,
    placementDates: [],
    representativeUser: isSet ? Number(recruiter?.remote_id ?? 301) : 0,
    representativeUserEmail: isSet ? (recruiter?.email ?? null) : null,
    w2Consent: false,
    electronic1095CConsent: null,
    electronic1099Consent: null,
    textConsent: random.pick(["Opt In", "Opt Out", "No Response"]),
    referredBy: null,
    createdDate: nativeDate(candidate.remote_created_at, 0),
    lastUpdatedDate: nativeDate(candidate.remote_updated_at, 1),
    latestWork: null,
    // In each form, by the record; of every other one without a zone.
    lastContacted: nativeDate(number % 3 === 0 ? null : candidate.remote_created_at, number % 2 === 0 ? 0 : number),
    flag: random.pick(["Green", "Yellow", "Red", ""]),
    origin: candidate.source,
    originRecordId: null,
    officeName: isSet ? "Downtown" : null,
    officeDivision: "Light Industrial",
    enteredByUserId: 301,
    enteredByUser: "entry@agency.example.com",
    employmentTypeId: 1,
    employmentType: random.pick(["W2", "1099", "W-2"]),
    employmentTypeName: "W2 Employee",
    talentResume: includeResume ? resume(world, candidate) : null,
  };
}

export function nativeAddress(location: Location): Record<string, unknown> {
  return {
    street1: location.street_1,
    street2: location.street_2,
    city: location.city,
    state_Province: location.state,
    postalCode: location.zip_code,
    country: location.country,
    county: null,
    geoCode: null,
    schoolDistrictCode: null,
  };
}

/** The sub-fields are known from a mock only. */
function resume(world: World, candidate: Readonly<CandidateRow>): Record<string, unknown> | null {
  const file = world.attachments.where("candidate_id", candidate.id).find(({ type }) => type === "CV");
  if (!file) return null;
  return {
    resumeId: 1,
    resumeFilename: file.file_name,
    resumeText: null,
    resumeContents: Buffer.from(file.content()).toString("base64"),
    createdDate: nativeDate(file.remote_created_at, 0),
    lastUpdatedDate: nativeDate(file.remote_updated_at, 1),
  };
}
