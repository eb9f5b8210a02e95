import { jobs, type Job } from "@anyats/core";
import { jobList, jobReading, listStream } from "@anyats/kombo-base";

const reading: typeof jobReading = {
  ...jobReading,
  map: (wire, drift): Job => {
    const job = jobReading.map(wire, drift);
    return { ...job, title: job.title?.replaceAll(/\s+/g, " ").trim() ?? null };
  },
};

/**
 * The first override: Kombo's stream of jobs, with white space in titles put in order. Put in its place what My ATS
 * needs. Collaborators, paging, repeats and errors are inherited.
 */
export const streamMyAtsJobs = listStream(jobs.stream, { ...jobList, reading });
