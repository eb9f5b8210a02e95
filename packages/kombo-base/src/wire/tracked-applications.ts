/** One way in which Kombo lets an application be named: our ids, and Kombo's names of them. */
export interface TrackedApplicationForm {
  readonly idType: string;
  readonly ids: Partial<
    Readonly<Record<"applicationRemoteId" | "candidateRemoteId" | "jobRemoteId" | "placementRemoteId", string>>
  >;
}

const byApplicationId: TrackedApplicationForm = {
  idType: "application_id",
  ids: { applicationRemoteId: "application_id" },
};

/**
 * How `POST /ats/import-tracked-application` names an application, by the ATS; of one that is not here, Kombo imports
 * none. Source: Kombo's API reference (documented).
 */
export const formsOfTrackedApplications: Readonly<Record<string, readonly TrackedApplicationForm[]>> = {
  erecruiter: [
    {
      idType: "application_and_job_remote_ids",
      ids: { applicationRemoteId: "application_remote_id", jobRemoteId: "job_remote_id" },
    },
    {
      idType: "application_and_candidate_remote_ids",
      ids: { candidateRemoteId: "candidate_remote_id", applicationRemoteId: "application_remote_id" },
    },
  ],
  successfactors: [{ idType: "application_remote_id", ids: { applicationRemoteId: "application_remote_id" } }],
  recruitee: [{ idType: "placement_id", ids: { placementRemoteId: "placement_id" } }],
  greenhouse: [byApplicationId],
  greenhousev3: [byApplicationId],
  onlyfy: [byApplicationId],
  smartrecruiters: [
    {
      idType: "candidate_and_job_remote_ids",
      ids: { candidateRemoteId: "candidate_remote_id", jobRemoteId: "job_remote_id" },
    },
  ],
};
