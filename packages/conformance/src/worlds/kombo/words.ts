/** Words that Kombo's reference lists, which the emulated world holds and the wire sends. */
export const salaryPeriods = ["YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"] as const;
export const employmentTypes = ["FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"] as const;
export const offerStatuses = ["DRAFT", "APPROVED", "SENT", "ACCEPTED", "DECLINED", "ABANDONED"] as const;
/** What somebody may be on a hiring team. */
export const teamRoles = ["HIRING_MANAGER", "RECRUITER", "COORDINATOR", "SOURCER", "INTERVIEWER"] as const;
