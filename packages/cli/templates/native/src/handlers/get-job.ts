import { handles, jobs } from "@anyats/core";
import { unreadableAnswer } from "../api-errors.ts";
import { API } from "../api.ts";
import { jobReading } from "../job-reading.ts";
import { readRecords } from "../reading.ts";

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
  inject: { api: API },
  async handle(input, call, { api }) {
    const id = "id" in input ? input.id : input.remoteId;
    const answer = await api.send({ method: "GET", path: `/jobs/${encodeURIComponent(id)}`, effect: "reads" }, call);
    const [job] = readRecords(jobReading, [answer], call.raw).records;
    if (!job) throw unreadableAnswer("reads", 200);
    return job;
  },
});
