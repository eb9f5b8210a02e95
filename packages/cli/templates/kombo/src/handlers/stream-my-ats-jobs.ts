import { jobReading, StreamJobs } from "@anyats/kombo-base";

/**
 * The first override: Kombo's stream of jobs, with white space in titles put in order. Put in its place what My ATS
 * needs. Collaborators, paging, repeats and errors are inherited.
 */
export class StreamMyAtsJobs extends StreamJobs {
  protected override readonly reading: typeof jobReading = {
    ...jobReading,
    map: (wire, drift) => {
      const job = jobReading.map(wire, drift);
      return { ...job, title: job.title?.replaceAll(/\s+/g, " ").trim() ?? null };
    },
  };
}
