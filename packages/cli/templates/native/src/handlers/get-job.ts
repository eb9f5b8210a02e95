import { handles, jobs } from "@anyats/core";
import { HTTP, LIST_PAGES, path } from "@anyats/http";
import { jobReading } from "../job-reading.ts";

export const getJob = handles(jobs.get, {
  lane: "native",
  routes: [
    {
      method: "GET",
      path: "/jobs/{id}",
      certainty: "unverified",
      source: "the scaffold: put in what My ATS documents",
    },
  ],
  inject: { http: HTTP, pages: LIST_PAGES },
  async handle(input, call, { http, pages }) {
    const id = "id" in input ? input.id : input.remoteId;
    const job = await http.json({ method: "GET", path: path`/jobs/${id}`, effect: "reads" }, call);
    return pages.record("job", jobReading, job, call);
  },
});
