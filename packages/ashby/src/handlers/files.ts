import { applications, candidates, handles } from "@anyats/core";
import { beforeWriting, HTTP } from "@anyats/http";
import { candidateOf } from "../candidates.ts";
import { FILES } from "../files.ts";
import { documented } from "../routes.ts";

const reading = ["POST /candidate.info", "POST /file.info"] as const;
const writing = [
  "POST /file.createFileUploadHandle",
  "POST /candidate.uploadFile",
  "POST /candidate.uploadResume",
  "POST /candidate.info",
] as const;
const settledBy = ["candidates.listAttachments"];

export const listCandidateAttachments = handles(candidates.listAttachments, {
  routes: documented(...reading),
  inject: { files: FILES },
  handle: ({ candidate }, call, { files }) => files.list(candidate.id, call),
});

export const listApplicationAttachments = handles(applications.listAttachments, {
  routes: documented("POST /application.info", ...reading),
  inject: { files: FILES, http: HTTP },
  handle: async ({ application }, call, { files, http }) =>
    files.list(await candidateOf(http, application.id, call), call),
});

export const getResume = handles(candidates.getResume, {
  routes: documented(...reading),
  inject: { files: FILES },
  handle: ({ candidate }, call, { files }) => files.resume(candidate.id, call),
});

export const addCandidateAttachment = handles(candidates.addAttachment, {
  settledBy,
  routes: documented(...writing),
  inject: { files: FILES },
  handle: ({ candidate, file }, call, { files }) => files.attach(candidate.id, file, call),
  settle: ({ candidate, file }, call, { files }) => files.look(candidate.id, file, call),
});

export const addApplicationAttachment = handles(applications.addAttachment, {
  settledBy,
  routes: documented(...writing, "POST /application.info"),
  inject: { files: FILES, http: HTTP },
  handle: async ({ application, file }, call, { files, http }) =>
    files.attach(await beforeWriting(() => candidateOf(http, application.id, call)), file, call),
  settle: async ({ application, file }, call, { files, http }) =>
    files.look(await candidateOf(http, application.id, call), file, call),
});
