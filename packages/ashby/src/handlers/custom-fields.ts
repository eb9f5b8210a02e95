import { applications, candidates, handles, jobs } from "@anyats/core";
import { CUSTOM_FIELDS } from "../custom-fields.ts";
import { documented } from "../routes.ts";

const inject = { fields: CUSTOM_FIELDS };
const defined = documented("POST /customField.list");
const written = documented("POST /customField.setValues", "POST /customField.list");

export const listJobFields = handles(jobs.listCustomFields, {
  inject,
  routes: defined,
  handle: async ({ refresh }, call, { fields }) => [...(await fields.definitions("Job", call, refresh))],
});

export const listApplicationFields = handles(applications.listCustomFields, {
  inject,
  routes: defined,
  handle: async ({ refresh }, call, { fields }) => [...(await fields.definitions("Application", call, refresh))],
});

export const listCandidateFields = handles(candidates.listCustomFields, {
  inject,
  routes: defined,
  handle: async ({ refresh }, call, { fields }) => [...(await fields.definitions("Candidate", call, refresh))],
});

export const getJobFieldValues = handles(jobs.getCustomFieldValues, {
  inject,
  routes: documented("POST /job.info", "POST /customField.list"),
  handle: ({ job }, call, { fields }) => fields.values("Job", job.id, call),
});

export const getApplicationFieldValues = handles(applications.getCustomFieldValues, {
  inject,
  routes: documented("POST /application.info", "POST /customField.list"),
  handle: ({ application }, call, { fields }) => fields.values("Application", application.id, call),
});

export const getCandidateFieldValues = handles(candidates.getCustomFieldValues, {
  inject,
  routes: documented("POST /candidate.info", "POST /customField.list"),
  handle: ({ candidate }, call, { fields }) => fields.values("Candidate", candidate.id, call),
});

export const updateJobFields = handles(jobs.updateCustomFields, {
  inject,
  routes: written,
  handle: ({ job, updates }, call, { fields }) => fields.update("Job", job.id, updates, call),
});

export const updateApplicationFields = handles(applications.updateCustomFields, {
  inject,
  routes: written,
  handle: ({ application, updates }, call, { fields }) => fields.update("Application", application.id, updates, call),
});

export const updateCandidateFields = handles(candidates.updateCustomFields, {
  inject,
  routes: written,
  handle: ({ candidate, updates }, call, { fields }) => fields.update("Candidate", candidate.id, updates, call),
});
