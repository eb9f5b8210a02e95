import { randomFor } from "../data/random.ts";
import { companies } from "../data/positions.ts";
import type { ApplicationRow, JobRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import type { CustomDetails } from "./custom-details.ts";
import { nativeDate, nativeDay } from "./native-dates.ts";
import { nativeAddress } from "./native-talent.ts";

/** A job as Avionté has it. Field names: captured responses; the items of `customJobDetails` are invented. */
export function nativeJob(world: World, details: CustomDetails, job: Readonly<JobRow>): Record<string, unknown> {
  const random = randomFor(`job/${job.remote_id}`);
  const id = Number(job.remote_id);
  const pay = job.salary_period === "HOUR" ? (job.salary_amount_from ?? 20) : 25;
  const bill = Math.round(pay * 148) / 100;
  const company = random.integer(0, companies.length - 1);
  const worksite = 5_000 + (id % 97);
  const recruiter = job.hiring_team[0] ? Number(world.users.get(job.hiring_team[0].user_id)?.remote_id) : 301;
  return {
    id,
    title: job.name,
    link: job.remote_url,
    description: job.description,
    notes: "<div>Parking behind <b>dock 4</b>.<br></div>",
    positions: random.integer(1, 12),
    placed: world.applications.where("job_id", job.id).filter(({ outcome }) => outcome === "HIRED").length,
    posted: job.post_url !== null,
    isArchived: job.status === "ARCHIVED",
    bundled: false,
    origin: null,
    offer: null,
    pickList: null,
    postJobToMobileApp: false,
    statusId: job.status === "OPEN" ? 1 : 9,
    status: job.status === "OPEN" ? "Open" : random.pick(["Filled", "Completed", "Cancelled by client"]),
    orderType: job.salary_period === "YEAR" ? "Direct Hire" : "Contract",
    orderTypeId: job.salary_period === "YEAR" ? 5 : 4,
    employeeType: "Temporary",
    positionCategoryId: 12,
    division: null,
    department: job.department,
    costCenter: `CC-${id % 17}`,
    startDate: nativeDate(job.opened_at, 4),
    endDate: nativeDate(job.closed_at, 1),
    hasNoEndDate: job.closed_at === null,
    createdDate: nativeDate(job.remote_created_at, 2),
    lastUpdatedDate: nativeDate(job.remote_updated_at, 3),
    latestActivityDate: nativeDate(null, 0),
    latestActivityName: null,
    companyId: 2_001 + company,
    companyName: companies[company],
    contactId: 3_001 + company,
    branchId: 400 + company,
    frontOfficeId: 71,
    addressId: worksite,
    worksiteAddress: job.location ? nativeAddress(job.location) : null,
    worksiteaddressId: worksite,
    worksiteAddressId: worksite,
    poId: 0,
    representativeUsers: [recruiter],
    ownerUserId: recruiter,
    salesRepUserId: 302,
    salesRepUser: "sales@agency.example.com",
    enteredByUserId: 301,
    enteredByUser: "entry@agency.example.com",
    ...rates(pay, bill, id),
    startTimeLocal: "07:00:00",
    endTimeLocal: "15:30:00",
    shiftScheduleDays: weekdays,
    startOfWeek: "Monday",
    weekDuration: "MondayToSunday",
    shiftName: random.pick(["1st", "2nd", "3rd", null]),
    scheduleLengthWeeks: 0,
    scheduleShifts: [],
    billingManagerId: 0,
    billingName: null,
    billingTerm: "DueUponReceipt",
    workersCompensationClassCode: "8292",
    workerCompCodeId: 11,
    workerCompCode: {
      id: 11,
      wcCode: "8292",
      wcDescription: "Warehouse NOC",
      wcState: "OH",
      wcCountry: "US",
      wccodeID: 11,
    },
    customJobDetails: details.read("job", job.remote_id),
  };
}

const weekdays = {
  monday: true,
  tuesday: true,
  wednesday: true,
  thursday: true,
  friday: true,
  saturday: false,
  sunday: false,
};

function rates(pay: number, bill: number, id: number): Record<string, unknown> {
  return {
    payRates: { regular: pay, overtime: pay * 1.5, doubletime: pay * 2 },
    billRates: { regular: bill, overtime: bill * 1.5, doubletime: bill * 2 },
    targetPayRate: pay,
    targetBillRate: bill,
    minPayRate: null,
    maxPayRate: null,
    minBillRate: null,
    maxBillRate: null,
    // Seen in both forms.
    rateType: id % 2 === 0 ? 0 : "HourlyRate",
    markupPercentage: 48,
    placementFee: 0,
    placementPercentage: 0,
    oT_Type: 1,
    overtimeType: "PaidAndBilledOT",
    overtimeRuleID: 0,
    expenseType: "PaidAndBilled",
    payPeriod: "Weekly",
    estimatedHours: 40,
  };
}

/** A hired application as Avionté's placement; its id is the talent's number with a leading 7. */
export function placement(
  world: World,
  details: CustomDetails,
  application: Readonly<ApplicationRow>,
): Record<string, unknown> {
  const [talentId, jobId] = (application.remote_id ?? ":").split(":").map(Number);
  const offer = world.offers.where("application_id", application.id)[0];
  return {
    id: placementId(application),
    talentId,
    jobId,
    extensionId: placementId(application),
    extensionIdList: [placementId(application)],
    startDate: nativeDate(offer?.employment_start_date ?? application.changed_at, 0),
    endDate: nativeDate(null, 1),
    originalStartDate: nativeDay(offer?.employment_start_date ?? null),
    hasNoEndDate: true,
    hiredDate: nativeDate(application.changed_at, 2),
    createdDate: nativeDate(application.remote_created_at, 3),
    isActive: true,
    payRates: { regular: 20, overtime: 30, doubletime: 40 },
    billRates: { regular: 29.6, overtime: 44.4, doubletime: 59.2 },
    payBasis: "Hourly",
    placementAdditionalRates: [],
    commissionUsers: [],
    employmentType: "Temporary",
    frontOfficeId: 71,
    endReasonId: null,
    endReason: null,
    recruiterUserId: 301,
    origin: null,
    customDetails: details.read("application", application.remote_id ?? ""),
  };
}

export function placementId(application: Pick<ApplicationRow, "remote_id">): number {
  const [talentId = 0, jobId = 0] = (application.remote_id ?? ":").split(":").map(Number);
  return talentId * 1_000 + (jobId % 1_000);
}
