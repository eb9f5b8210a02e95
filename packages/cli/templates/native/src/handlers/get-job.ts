import { handles, jobs, ownIdOf } from "@anyats/core";
import { LIST_PAGES, path } from "@anyats/http";
import { jobReading } from "../job-reading.ts";

export const getJob = handles(jobs.get, {
  routes: [
    {
      method: "GET",
      path: "/jobs/{id}",
      certainty: "unverified",
      source: "the scaffold: put in what My ATS documents",
    },
  ],
  inject: { pages: LIST_PAGES },
  handle: (lookup, call, { pages }) => pages.one("job", jobReading, path`/jobs/${ownIdOf(lookup)}`, call),
});
