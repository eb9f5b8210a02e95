import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answeredAt, fetchIn, noting, ofTheAts } from "../../worlds/tapped.ts";
import { fileCalled, storedAs } from "../pieces/files.ts";
import { askedBy } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { during, ending, isDeclared, unlessRefused } from "../pieces/striking.ts";
import { isAskable } from "../pieces/askable.ts";
import { openApplications, targetId } from "../pieces/targets.ts";

interface Sent {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

const nowhere = "/no-such-thing-4756";

/** The API that the world's own sample names, where it names one. */
async function apiOf(trial: Trial): Promise<object | undefined> {
  const [sample] = await samplesOf(trial);
  if (!sample) return undefined;
  const { api } = sample.input;
  return api === undefined ? {} : { api };
}

/** An adapter of any ATS knows no API of its own: it says so before it sends anything. */
async function namesNone(trial: Trial): Promise<void> {
  const [sample] = await samplesOf(trial);
  if (sample?.input["api"] === undefined) return;
  const { api: _, ...input } = sample.input;
  const { asked, given } = await askedBy(trial, () => ending(() => trial.call(trial.capability.id, input)));
  if (!AtsError.is(given)) return;
  assert.equal(given.fault, "caller", `without \`api\`: ${given.code} ${given.message}`);
  assert.deepEqual(asked, [], "what was sent although no API is known");
}

/** A header that an answer has twice, as `Set-Cookie` may be, arrives with both values. */
async function givesRepeatedHeaders(trial: Trial, fetch: typeof globalThis.fetch, input: object): Promise<void> {
  const cookies = ["first=one-4828; Secure", "second=two-4829; Secure"];
  const headers = cookies.map((cookie): [string, string] => ["set-cookie", cookie]);
  const answer = () => new Response("{}", { headers: [["content-type", "application/json"], ...headers] });
  const isPassedOn = (address: string) => trial.world.passedOn === undefined || !!trial.world.passedOn(address);
  const way = answeredAt(fetch, 0, ofTheAts(trial, answer), isPassedOn);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  const sent = (await unlessRefused(() => on.call(trial.capability.id, input))) as Sent | undefined;
  if (sent === undefined || !way.reached()) return;
  for (const cookie of cookies)
    assert.ok(JSON.stringify(sent.headers).includes(cookie), "of a header that came twice, one value is missing");
}

/** What calling the ATS's own API promises. */
const sending: readonly ContractPromise[] = [
  {
    promise: "gives the ATS's status as it is: a 404 is an answer, and no error",
    async run(trial) {
      const api = await apiOf(trial);
      if (!api) return;
      const missing = (await trial.call(trial.capability.id, { method: "GET", path: nowhere, ...api })) as Sent;
      assert.equal(missing.status, 404);
      const [sample] = await samplesOf(trial);
      const found = (await trial.call(trial.capability.id, sample!.input)) as Sent;
      assert.equal(found.status, 200);
      assert.ok(typeof found.data === "object" && found.data !== null, "JSON is parsed");
      const coded = (await trial.call(trial.capability.id, { ...sample!.input, responseAsBase64: true })) as Sent;
      const text = Buffer.from(String(coded.data), "base64").toString("utf8");
      assert.deepEqual(JSON.parse(text), found.data, "the same as base64");
    },
  },
  {
    promise: "passes on each part of a request, and gives the answer's headers",
    async run(trial) {
      const api = await apiOf(trial);
      const fetch = fetchIn(trial.world.settings);
      if (!api || !fetch) return;
      const way = noting(fetch);
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const file = fileCalled("form-4761.pdf", "OTHER");
      const multipart = [
        { name: "field-4762", value: "A value 4763" },
        { name: "file-4764", file },
      ];
      const calls = [
        [{ method: "GET", query: { "marked-4765": "A value & 4766" } }, "marked-4765", "A value & 4766"],
        // A name may stand there twice, as in a list of values.
        [
          { method: "GET", path: `${nowhere}?listed=one-4824&listed=two-4825`, query: { another: "three-4826" } },
          "one-4824",
          "two-4825",
          "three-4826",
        ],
        [{ method: "GET", headers: { "X-Marked-4767": "A header 4768" } }, "x-marked-4767", "A header 4768"],
        [{ method: "PATCH", body: { marked: "A body 4769" } }, "PATCH", "A body 4769"],
        [{ method: "POST", multipart }, "field-4762", "A value 4763", "file-4764", file.name, file.base64],
      ] as const;
      for (const [call, ...traces] of calls) {
        const input = { path: nowhere, ...call, ...api };
        const sent = (await unlessRefused(() => fresh.call(trial.capability.id, input))) as Sent | undefined;
        if (sent === undefined) continue;
        const asked = way.taken();
        for (const trace of [nowhere, ...traces])
          assert.ok(asked.toLowerCase().includes(trace.toLowerCase()), `"${trace}" is nowhere in what was sent`);
        for (const [name, value] of Object.entries(sent.headers ?? {}))
          if (name.toLowerCase() === "content-type")
            assert.match(String(value), /^\w+\/[\w.+-]+/, "the header of the answer");
      }
      await givesRepeatedHeaders(trial, fetch, { method: "GET", path: nowhere, ...api });
      const { api: usual } = api as { readonly api?: string };
      if (usual === undefined) return;
      // The aggregator may know no such API: what counts is what it was asked for.
      const another = `${usual.split("/", 1)[0]}/another-4835`;
      await ending(() => fresh.call(trial.capability.id, { method: "GET", path: nowhere, api: another }));
      assert.ok(way.taken().includes(another), "the API that a call named was not the one that was asked");
    },
  },
  {
    promise: "retries a GET and `repeatable` requests after a loss, and sends any other once",
    async run(trial) {
      const api = await apiOf(trial);
      if (!api) return;
      const body = { text: "A body 4757" };
      const calls = [
        { method: "GET", path: nowhere },
        { method: "POST", path: nowhere, body, repeatable: true },
      ];
      for (const call of calls) {
        await using fresh = await connectedTo(trial);
        const sent = await during(trial, "unavailable", () =>
          ending(() => fresh.call(trial.capability.id, { ...call, ...api })),
        );
        if (AtsError.is(sent)) assert.fail(`${call.method} was not repeated: ${sent.code}`);
      }
      await using fresh = await connectedTo(trial);
      const before = (await trial.world.seen()).length;
      const input = { method: "PUT", path: nowhere, body, ...api };
      const lost = await during(trial, "answer-lost", () => ending(() => fresh.call(trial.capability.id, input)));
      assert.ok(AtsError.is(lost) && lost.retry === "unknown-outcome", "the answer to a write was lost");
      const asked = (await trial.world.seen()).slice(before);
      assert.equal(asked.length, 1, "a write was sent twice");
      assert.ok(JSON.stringify(asked[0]!.body).includes("A body 4757"), "the body was not sent");
      assert.ok(!JSON.stringify(lost.details ?? {}).includes("4757"), "the error shows what was sent");
    },
  },
  {
    promise: "goes to the ATS's own API of the customer where the call names none",
    async run(trial) {
      if (trial.adapter.facts.passthrough === undefined) return namesNone(trial);
      await using second = await trial.another("second");
      for (const each of [trial, second.trial]) {
        const [sample] = await samplesOf(each);
        if (sample?.input["api"] === undefined) return;
        const { api, ...input } = sample.input;
        const { asked, given } = await askedBy(each, () => each.call(each.capability.id, input));
        assert.equal((given as Sent).status, 200);
        const ways = asked.map(({ through }) => through?.path);
        assert.ok(
          ways.every((path) => path?.endsWith(`/${String(api)}`)),
          `it went to ${ways.join(", ")}, not ${String(api)}`,
        );
      }
    },
  },
  {
    promise: "frees the idempotency key after a refusal of the ATS",
    async run(trial) {
      const api = await apiOf(trial);
      if (!api) return;
      const input = { method: "PUT", path: nowhere, body: {}, ...api };
      const send = () => trial.call(trial.capability.id, input, { idempotencyKey: "once-4758" });
      const before = (await trial.world.seen()).length;
      assert.equal(((await send()) as Sent).status, 404);
      assert.equal(((await send()) as Sent).status, 404);
      assert.equal((await trial.world.seen()).length - before, 2, "the key was kept by a call that did nothing");
    },
  },
];

const tracking: readonly ContractPromise[] = [
  {
    promise: "says since when the application was followed, as it was given",
    async run(trial) {
      for (const { input } of await samplesOf(trial)) {
        const receipt = await unlessRefused<{ trackedAt: string | null }>(() => trial.call(trial.capability.id, input));
        if (receipt === undefined) return;
        const given = input["trackedAt"] as string | undefined;
        if (given !== undefined)
          assert.equal(receipt.trackedAt, new Date(given).toISOString(), "the time from which it is followed");
      }
    },
  },
  {
    promise: "rejects ids of unknown applications before anything is sent",
    async run(trial) {
      for (const name of ["applicationRemoteId", "candidateRemoteId", "jobRemoteId", "placementRemoteId"]) {
        const before = trial.world.requests();
        const ended = await ending(() => trial.call(trial.capability.id, { application: { [name]: "4759" } }));
        if (!AtsError.is(ended)) continue;
        assert.ok(isDeclared(ended) || ended.code === "input.invalid", `${name}: ${ended.code}`);
        assert.equal(trial.world.requests() - before, 0, `${name}: a request was sent`);
      }
    },
  },
];

const alone: readonly ContractPromise[] = [
  {
    promise: "gives records of the ATS's own API alone: `job` is null in each",
    async run(trial) {
      const { jobs } = (await trial.call(trial.capability.id, {})) as unknown as { jobs: { job: unknown }[] };
      assert.ok(jobs.length > 0, "the batch is empty");
      for (const { job } of jobs) assert.equal(job, null);
    },
  },
];

const known: readonly ContractPromise[] = [
  {
    promise: "gives the application to the candidate whom the ATS knows by the e-mail address",
    ofVersions: true,
    async run(trial) {
      const [application] = await openApplications(trial);
      const people = await trial.world.records("candidates");
      const person = people.find(({ id }) => id === application!.candidateId);
      const [email] = (person?.["emailAddresses"] ?? []) as { address: string }[];
      const jobs = (await trial.stream("jobs.stream").toArray()) as unknown as { id: string; status: string | null }[];
      const mine = new Set(
        (await trial.world.records("applications"))
          .filter((each) => each["candidateId"] === person?.id)
          .map((each) => each["jobId"]),
      );
      const job = jobs.find(({ id, status }) => status === "OPEN" && !mine.has(id));
      if (!isAskable(email?.address) || !job || !person) return;
      const before = trial.world.ids("candidates").length;
      const candidate = {
        firstName: person["firstName"] ?? "Ada",
        lastName: person["lastName"] ?? "L",
        email: email!.address,
      };
      const created = (await trial.call(trial.capability.id, { job: job.id, candidate })) as { candidateId: string };
      assert.equal(created.candidateId, person.id, "the application went to another candidate");
      assert.equal(trial.world.ids("candidates").length, before, "the person was created again");
    },
  },
];

const live = (of: "application" | "candidate"): readonly ContractPromise[] => [
  {
    promise: "shows a file at once that was attached",
    async run(trial) {
      if (!trial.offers(`${of}s.addAttachment`)) return;
      const [application] = await openApplications(trial);
      const id = targetId(of, application!);
      await trial.call(trial.capability.id, { [of]: id });
      const file = fileCalled("new-4760.pdf", "OTHER");
      const before = await trial.world.files(of, id);
      const written = await ending(() => trial.call(`${of}s.addAttachment`, { [of]: id, file }));
      if (AtsError.is(written)) return;
      const listed = (await trial.call(trial.capability.id, { [of]: id })) as { fileName: string | null }[];
      const [stored] = storedAs(trial, (await trial.world.files(of, id)).slice(before.length), file);
      assert.ok(
        listed.some(({ fileName }) => fileName === (stored?.name ?? file.name)),
        "the file is not listed",
      );
    },
  },
];

/** What the docs of single operations state, by id. */
export const statedPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "passthrough.send": sending,
  "applications.importTracked": tracking,
  "jobs.fetchEnhancedBatch": alone,
  "candidates.create": known,
  "applications.listAttachments": live("application"),
  "candidates.listAttachments": live("candidate"),
};
