import { connect } from "@anyats/core";
import { komboBase } from "@anyats/kombo-base";
import { canary, person, wholePerson } from "./canary.ts";
import { timeoutMs, type Watched } from "./watched.ts";

type Calls = Readonly<Record<string, (of: Watched) => Promise<unknown>>>;

const options = { timeoutMs };
const pdf = Buffer.from(`%PDF-1.4\n${canary}\n%%EOF\n`).toString("base64");

/** What an app does, with the canary in everything that it says. */
export const calls: Calls = {
  "streams candidates": ({ ats }) => ats.candidates.stream({ lastName: person.lastName }, options).toArray(),
  "finds a candidate": ({ ats }) => ats.candidates.find(person, options),
  "adds a note": ({ ats, application }) =>
    ats.applications.addNote({ application, note: `${canary} is keen` }, options),
  "adds a file": ({ ats, application }) =>
    ats.applications.addAttachment({ application, file: { name: `${canary}.pdf`, type: "CV", base64: pdf } }, options),
  "creates an application": ({ ats, job }) =>
    ats.applications.create(
      {
        job,
        candidate: wholePerson,
        screeningAnswers: [{ questionId: "q", answer: canary }],
        remoteFields: { avionte: { [canary]: canary } },
      },
      options,
    ),
  "rejects many and stops in the middle": ({ ats, application, reason }) => {
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const applications = [application, "another", "third"];
    return ats.applications.rejectMany(
      { applications, reasonId: reason.id, note: canary, onProgress },
      { ...options, signal: stop.signal },
    );
  },
  "streams users": ({ ats }) => ats.users.stream({ emails: [person.email] }, options).toArray(),
  "moves an application": ({ ats, application, stage }) =>
    ats.applications.moveToStage({ application, stage, remoteFields: { avionte: { [canary]: canary } } }, options),
  "adds a link to a result": ({ ats, application }) =>
    ats.applications.addResultLink({ application, label: canary, url: `https://example.com/${canary}` }, options),
  "sends a native request": ({ ats }) =>
    ats.passthrough.send(
      { api: "avionte/front-office-v1", method: "POST", path: `/talent/${canary}`, body: person },
      options,
    ),
};

/** What is wrong before anything is sent. */
export const wrongCalls: Calls = {
  "a stage that is none": ({ ats, application }) => ats.applications.moveToStage({ application, stage: canary }),
  "an id that leaves its path": ({ ats }) => ats.candidates.get({ id: `${canary}/..` }),
  "fields that are named by an address": ({ ats }) => ats.candidates.find({ [person.email]: person } as never),
  "options that are named by an address": ({ ats }) => ats.candidates.find(person, { [person.email]: 1 } as never),
  "an address that is none": async ({ ats }) => ats.candidates.stream({ email: canary }).toArray(),
  "a person without an address": ({ ats, job }) =>
    ats.applications.create({ job, candidate: { ...person, email: canary } }),
  "a reason that nobody has": ({ ats, application }) => ats.applications.reject({ application, reasonId: canary }),
  "a file that is none": ({ ats, application }) =>
    ats.applications.addAttachment({ application, file: { name: `../${canary}`, base64: canary } }),
  "a file of this machine": ({ ats, application }) =>
    ats.applications.addAttachment({ application, file: { name: "a.pdf", url: `https://127.0.0.1/${canary}` } }),
  "an integration that is none": () => connect(komboBase, { apiKey: canary, integrationId: `${canary} ${canary}` }),
  "a server with a password": () =>
    connect(komboBase, { apiKey: canary, integrationId: "avionte:x", baseUrl: `http://u:${canary}@example.com` }),
};
