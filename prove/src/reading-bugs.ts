import {
  jobs,
  overrides,
  type Call,
  type FetchedPage,
  type InputOf,
  type Operation,
  type OutputOf,
  type Position,
} from "@anyats/core";
import { avionte, getCandidateCustomFieldValues } from "@anyats/avionte";
import {
  candidateReading,
  findCandidates,
  getCandidateResume,
  getJob,
  jobList,
  jobReading,
  listCandidateAttachments,
  LISTS,
  listApplicationStages,
  listRejectionReasons,
  listStream,
  streamApplications,
  streamCandidates,
  streamJobs,
} from "@anyats/kombo-base";
import { readEach } from "@anyats/http";
import { z } from "zod/mini";
import {
  asksWrongly,
  inHandler,
  takesForEmpty,
  takesWrongly,
  type Capability,
  type SeededBug,
  type Wire,
} from "./seeded-bug.ts";

type JobPage = FetchedPage<OutputOf<Capability<"jobs.stream">>>;

const streams = ["jobs.stream", "applications.stream", "candidates.stream"] as const;
const onWire = (name: string, wire: Wire, ...capabilities: string[]): SeededBug => ({
  name,
  adapter: avionte,
  wire,
  capabilities: capabilities.length > 0 ? capabilities : streams,
});

/** Asks for titles by a name that the server reads over, and compares them on this side. */
const asksByAnotherName = overrides(
  listStream(jobs.stream, {
    ...jobList,
    query: (filter) => ({ ...jobList.query?.(filter), name_contains: undefined, title: filter.titleContains }),
  }),
  {
    async fetchPage(filter, position, call, _parts, inherited) {
      const page = await inherited.fetchPage(filter, position, call);
      const has = (title: string | null) =>
        (title ?? "").toLowerCase().includes((filter.titleContains ?? "").toLowerCase());
      return {
        next: page.next,
        decode: () => {
          const content = page.decode();
          return { ...content, records: content.records.filter(({ title }) => has(title)) };
        },
      };
    },
  },
);

/** The candidates with one application for each job. */
const withOneForEachJob = overrides(streamCandidates, {
  fetchPage: async (filter, position, call, _parts, inherited) =>
    changedPage(await inherited.fetchPage(filter, position, call), ({ applications }) => ({
      applications: [...new Map(applications.map((each) => [each.job?.id ?? each.id, each])).values()],
    })),
});

/** The files of candidates, whose addresses a connection keeps. */
function withKeptAddresses(): Operation {
  const kept = new Map<string, string>();
  return overrides(listCandidateAttachments, {
    async handle(input, call, _parts, inherited) {
      return (await inherited.handle(input, call)).map((file) => {
        const url = kept.get(file.id) ?? file.url;
        kept.set(file.id, url);
        return { ...file, url };
      });
    },
  });
}

/** Who is found by a search comes without an address to live at. */
const foundWithoutLocation = overrides(findCandidates, {
  async handle(input, call, _parts, inherited) {
    const found = await inherited.handle(input, call);
    return { ...found, candidates: found.candidates.map((each) => ({ ...each, location: null })) };
  },
});

/** The last of the fields that a customer passes through is left out. */
const withoutLastField = overrides(streamCandidates, {
  fetchPage: async (filter, position, call, _parts, inherited) =>
    changedPage(await inherited.fetchPage(filter, position, call), ({ integrationFields }) => ({
      integrationFields: integrationFields.slice(0, -1),
    })),
});

/** Of a deleted candidate, the applications end after the first page of them. */
const cutWhereDeleted = overrides(streamCandidates, {
  fetchPage: async (filter, position, call, _parts, inherited) =>
    changedPage(await inherited.fetchPage(filter, position, call), ({ deletedAt, applications }) => ({
      applications: deletedAt ? applications.slice(0, 3) : applications,
    })),
});

/** Candidates who are asked for by an address come without their phone numbers. */
const briefByAddress = overrides(streamCandidates, {
  async fetchPage(filter, position, call, _parts, inherited) {
    const page = await inherited.fetchPage(filter, position, call);
    return filter.email === undefined ? page : changedPage(page, () => ({ phoneNumbers: [] }));
  },
});

/** Each call after the first one of a connection is answered for the call before it. */
function oneBehind(): Operation {
  const before = new WeakMap<object, InputOf<Capability<"jobs.get">>>();
  return overrides(getJob, {
    handle(input, call, _parts, inherited) {
      const given = before.get(inherited) ?? input;
      before.set(inherited, input);
      return inherited.handle(given, call);
    },
  });
}

/** What somebody may know who has seen a few customers' data. */
const kindsOfAddresses: ReadonlySet<string> = new Set(["PRIVATE", "PERSONAL", "WORK", "BUSINESS", "OTHER"]);

/** A page whose records are changed after they were read. */
const changedPage = <Model>(page: FetchedPage<Model>, change: (record: Model) => object): FetchedPage<Model> => ({
  next: page.next,
  decode: () => {
    const content = page.decode();
    return { ...content, records: content.records.map((record) => ({ ...record, ...change(record) })) };
  },
});

const isKnown = ({ type }: { readonly type: string | null }) => type === null || kindsOfAddresses.has(type);

const withKnownAddresses = overrides(streamCandidates, {
  fetchPage: async (filter, position, call, _parts, inherited) =>
    changedPage(await inherited.fetchPage(filter, position, call), ({ emailAddresses }) => ({
      emailAddresses: emailAddresses.filter(isKnown),
    })),
});

const alone = (answer: unknown) => (Array.isArray(answer) && answer.length === 1 ? String(answer[0]) : answer);

/** A list of several choices stays one, and a list of one becomes a text. */
const withoutListsOfOne = overrides(streamApplications, {
  fetchPage: async (filter, position, call, _parts, inherited) =>
    changedPage(await inherited.fetchPage(filter, position, call), ({ screeningAnswers }) => ({
      screeningAnswers: screeningAnswers.map((answered) => ({ ...answered, answer: alone(answered.answer) })),
    })),
});

/** Jobs, with a bug in how a page is made into records. */
function jobsWith(change: (page: JobPage, call: Call, filter: object, position: Position) => JobPage): Operation {
  return overrides(streamJobs, {
    fetchPage: async (filter, position, call, _parts, inherited) =>
      change(await inherited.fetchPage(filter, position, call), call, filter, position),
  });
}

/** Jobs, each changed after it was read. */
export const jobsAs = (change: (record: OutputOf<Capability<"jobs.stream">>) => object): Operation =>
  jobsWith((page) => changedPage(page, change));

/** Looks one page ahead, and stops one page too early. */
const losesTheLastPage: Wire = (fetch) => async (input, init) => {
  const response = await fetch(input, init);
  const body = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { data?: { next?: string | null } };
  if (!body.data?.next) return response;
  const request = new Request(input, init);
  const url = new URL(request.url);
  url.searchParams.set("cursor", body.data.next);
  const following = (await (await fetch(new Request(url, request))).json()) as { data?: { next?: string | null } };
  return following.data?.next === null ? Response.json({ ...body, data: { ...body.data, next: null } }) : response;
};

/** One memory for all streams of the process. */
function withCursors(): Operation {
  const cursors: Position[] = [];
  return overrides(streamJobs, {
    async fetchPage(filter, position, call, _parts, inherited) {
      const page = await inherited.fetchPage(filter, position === null ? null : (cursors.at(-1) ?? null), call);
      cursors.push(page.next);
      return { next: page.next === null ? null : cursors.length, decode: () => page.decode() };
    },
  });
}

/** Loses a filter where a part of a long list begins, unless the same process has begun the reading. */
function forgetsBetweenParts(): Operation {
  const begun = new WeakSet<object>();
  return overrides(streamJobs, {
    fetchPage(filter, position, call, _parts, inherited) {
      if (position === null) begun.add(filter);
      const isForgotten = JSON.stringify(position).includes('"cursor":null') && !begun.has(filter);
      return inherited.fetchPage(isForgotten ? { ...filter, updatedAfter: undefined } : filter, position, call);
    },
  });
}

/** Keeps pages by the filter, which is one object for each reading of a stream. */
function keptForAStream(): Operation {
  const kept = new WeakMap<object, Map<string, readonly object[]>>();
  return jobsWith((page, _call, filter, position) => ({
    next: page.next,
    decode() {
      const content = page.decode();
      const pages = kept.get(filter) ?? new Map<string, typeof content.records>();
      kept.set(filter, pages);
      const key = JSON.stringify(position);
      if (!pages.has(key)) pages.set(key, content.records);
      return { ...content, records: pages.get(key) as typeof content.records };
    },
  }));
}

const streamBugs: readonly SeededBug[] = [
  onWire("the last page is lost", losesTheLastPage),
  onWire(
    "the last record of each page is lost",
    takesWrongly(({ data }) => void (data.next !== null && data.results.pop())),
  ),
  onWire(
    "the first record of each page comes twice",
    takesWrongly(({ data }) => void (data.results[0] && data.results.push(data.results[0]))),
  ),
  onWire(
    "the cursor is not sent",
    asksWrongly((query) => query.delete("cursor")),
  ),
  onWire(
    "updatedAfter is not sent",
    asksWrongly((query) => query.delete("updated_after")),
  ),
  onWire(
    "updatedAfter follows the creation",
    asksWrongly((query) => {
      const after = query.get("updated_after");
      query.delete("updated_after");
      if (after) query.set("remote_created_after", after.slice(0, 10));
    }),
  ),
  onWire(
    "updatedAfter is off by a time zone",
    asksWrongly((query) => {
      const after = query.get("updated_after");
      if (after) query.set("updated_after", new Date(Date.parse(after) + 5 * 3_600_000).toISOString());
    }),
  ),
  onWire(
    "deleted records always come along",
    asksWrongly((query) => query.set("include_deleted", "true")),
  ),
  onWire(
    "deleted records never come",
    asksWrongly((query) => query.delete("include_deleted")),
  ),
  onWire(
    "the filter by ids is dropped",
    asksWrongly((query) => query.delete("ids")),
  ),
  onWire(
    "the filter by state is dropped",
    asksWrongly((query) => query.delete("statuses")),
    "jobs.stream",
  ),
  inHandler("a filter is sent by another name, and compared on this side", asksByAnotherName),
  onWire(
    "the filter by state is dropped where deleted records are asked for",
    asksWrongly((query) => {
      if (query.get("include_deleted") === "true") query.delete("statuses");
    }),
    "jobs.stream",
  ),
  onWire(
    "the filter by job is dropped",
    asksWrongly((query) => query.delete("job_ids")),
    "applications.stream",
  ),
  onWire(
    "a filter by jobs is dropped where the ATS has none of them",
    asksWrongly((query) => {
      // Jobs are looked up first, and those that are not found are left out.
      if (/^(nobody|999)[^,]*$/.test(query.get("job_ids") ?? "")) query.delete("job_ids");
    }),
    "applications.stream",
  ),
  onWire(
    "an e-mail address is compared with its case",
    takesWrongly(({ data }, url) => {
      const email = url.searchParams.get("email");
      if (email) data.results = data.results.filter((record) => JSON.stringify(record).includes(`"${email}"`));
    }),
    "candidates.stream",
  ),
  onWire(
    "an unknown value costs the record",
    takesWrongly(({ data }) => {
      data.results = data.results.filter((record) => ![record["status"], record["outcome"]].includes("SOMETHING_NEW"));
    }),
  ),
  inHandler("an address of a kind that nobody knows is left out", withKnownAddresses),
  onWire(
    "an unreadable record costs its page",
    takesWrongly(({ data }) => {
      if (data.results.some(({ changed_at }) => changed_at === 0)) data.results = [];
    }),
  ),
  onWire(
    "an unreadable record vanishes in silence",
    takesWrongly(({ data }) => {
      data.results = data.results.filter(({ changed_at }) => changed_at !== 0);
    }),
  ),
  onWire(
    "a quota refusal is treated as the end",
    takesForEmpty(({ status }) => status === 429),
  ),
  onWire(
    "a failing server is treated as the end",
    takesForEmpty(({ status }) => status >= 500),
  ),
  onWire(
    "a repeated cursor is treated as the end",
    takesWrongly(({ data }, url) => {
      if (data.next !== null && data.next === url.searchParams.get("cursor")) data.next = null;
    }),
  ),
  inHandler("the cursor lives in the handler's memory", withCursors()),
  inHandler("a stream that is read again gives what it gave before", keptForAStream()),
  inHandler(
    "deleted records are told on the first page alone",
    jobsWith((page, _call, _filter, position) => ({
      next: page.next,
      decode() {
        const content = page.decode();
        return {
          ...content,
          records: content.records.filter(({ deletedAt }) => position === null || deletedAt === null),
        };
      },
    })),
  ),
  inHandler(
    "the whole stream is one page that cannot be resumed",
    overrides(streamJobs, {
      async fetchPage(filter, position, call, _parts, inherited) {
        const page = await inherited.fetchPage(filter, position, call);
        return {
          next: page.next === null ? null : { at: page.next, nonce: Math.random() },
          decode: () => page.decode(),
        };
      },
    }),
  ),
  inHandler("`updatedAfter` is kept by the process, and a list of ids goes on in another one", forgetsBetweenParts()),
  inHandler(
    "what was quarantined is not told",
    jobsWith((page) => ({ next: page.next, decode: () => ({ records: page.decode().records, quarantined: [] }) })),
  ),
  inHandler(
    "records that are there are shown as deleted",
    jobsAs(({ changedAt }) => ({ deletedAt: changedAt })),
  ),
  inHandler(
    "dates have no zone",
    jobsAs(({ changedAt }) => ({ changedAt: changedAt.replace("Z", "") })),
  ),
  inHandler(
    "the wire record is always there",
    jobsAs(() => ({ raw: {} })),
  ),
  inHandler(
    "the wire record is never there",
    jobsWith((page) => ({
      next: page.next,
      decode: () => ({ ...page.decode(), records: page.decode().records.map(({ raw: _raw, ...record }) => record) }),
    })),
  ),
  inHandler(
    "HTML comes as plain text",
    jobsAs(({ description }) => ({ description: description?.untrustedHtml ?? null })),
  ),
  inHandler(
    "the key is shown in an error",
    overrides(streamCandidates, {
      async fetchPage(filter, position, call, _parts, inherited) {
        try {
          return await inherited.fetchPage(filter, position, call);
        } catch (error) {
          throw Object.assign(error as Error, {
            message: `${(error as Error).message} (a-key-that-is-wrong-0123456789)`,
          });
        }
      },
    }),
  ),
  inHandler(
    "a refused key is an error like any other",
    overrides(streamCandidates, {
      async fetchPage(filter, position, call, _parts, inherited) {
        return inherited.fetchPage(filter, position, call).catch(() => {
          throw new Error("request failed");
        });
      },
    }),
  ),
];

const lookupBugs: readonly SeededBug[] = [
  inHandler("a candidate who is found lacks what the stream gives", foundWithoutLocation),
  inHandler("the last field that a customer passes through is left out", withoutLastField),
  inHandler("candidates who are asked for by an address lack their phone numbers", briefByAddress),
  inHandler(
    "a job whose title is of another type is set aside",
    listStream(jobs.stream, {
      ...jobList,
      reading: {
        ...jobReading,
        schema: z.extend(jobReading.schema as unknown as z.ZodMiniObject, { name: z.nullish(z.string()) }) as never,
      },
    }),
  ),
  inHandler(
    "two countries are mixed up in a table of codes",
    listStream(jobs.stream, {
      ...jobList,
      reading: {
        ...jobReading,
        map: (wire, drift) => {
          const job = jobReading.map(wire, drift);
          return job.location?.country === "SK" ? { ...job, location: { ...job.location, country: "SI" } } : job;
        },
      },
    }),
  ),
  inHandler("a job is read that the call before asked for", oneBehind()),
  inHandler(
    "any job is given for an unknown id",
    overrides(getJob, {
      inject: { lists: LISTS },
      async handle(input, call, { lists }, inherited) {
        return inherited
          .handle(input, call)
          .catch(async () => (await lists.page("/ats/jobs", jobReading, {}, null, call)).decode().records[0]!);
      },
    }),
  ),
  inHandler(
    "nothing is given for an unknown id",
    overrides(getJob, {
      async handle(input, call, _parts, inherited) {
        return inherited.handle(input, call).catch(() => null as never);
      },
    }),
  ),
  inHandler(
    "the id in the ATS is treated as the aggregator's",
    overrides(getJob, {
      handle(input, call, _parts, inherited) {
        return inherited.handle("remoteId" in input ? { id: input.remoteId } : input, call);
      },
    }),
  ),
  inHandler(
    "phone numbers are compared as they are written",
    overrides(findCandidates, {
      async handle(input, call, _parts, inherited) {
        const found = await inherited.handle(input, call);
        return {
          ...found,
          candidates: found.candidates.filter(
            ({ phoneNumbers }) => !input.phone || phoneNumbers.some(({ number }) => number === input.phone),
          ),
        };
      },
    }),
  ),
  inHandler("of a deleted candidate, the first page of applications is all", cutWhereDeleted),
  inHandler(
    "each match is read once more, and one that is gone by then ends the search",
    overrides(findCandidates, {
      inject: { lists: LISTS },
      async handle(input, call, { lists }, inherited) {
        const found = await inherited.handle(input, call);
        const again = ({ id }: { readonly id: string }) =>
          lists.one("candidate", "/ats/candidates", candidateReading, { id }, call);
        return { ...found, candidates: await readEach(found.candidates, 4, again) };
      },
    }),
  ),
  inHandler(
    "the last name is not looked at",
    overrides(findCandidates, {
      handle({ lastName: _lastName, ...input }, call, _parts, inherited) {
        return inherited.handle(input, call);
      },
    }),
  ),
  inHandler(
    "any file is treated as the résumé",
    overrides(getCandidateResume, {
      async handle(input, call, _parts, inherited) {
        const found = await inherited.handle(input, call);
        return { ...found, attachment: found.attachment && { ...found.attachment, type: "OTHER" } };
      },
    }),
  ),
  inHandler(
    "the address of a résumé holds the size of the file",
    overrides(getCandidateResume, {
      async handle(input, call, _parts, inherited) {
        const found = await inherited.handle(input, call);
        const url = `data:text/plain,${found.others} bytes`;
        return { ...found, attachment: found.attachment && { ...found.attachment, url } };
      },
    }),
  ),
  inHandler("of a person's applications to one job the last alone is given", withOneForEachJob),
  inHandler("the address of a file is kept by the connection", withKeptAddresses()),
  inHandler("one of several choices is a text", withoutListsOfOne),
  inHandler(
    "the value of a custom field is found by its name in any case",
    overrides(getCandidateCustomFieldValues, {
      async handle(input, call, _parts, inherited) {
        const values = await inherited.handle(input, call);
        const isOne = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
        return values.map((each) => ({ ...each, value: values.find(({ name }) => isOne(name, each.name))!.value }));
      },
    }),
  ),
  inHandler(
    "every stage is marked as a target",
    overrides(listApplicationStages, {
      async handle(input, call, _parts, inherited) {
        return (await inherited.handle(input, call)).map((stage) => ({
          ...stage,
          movable: true,
          notMovableReason: null,
        }));
      },
    }),
  ),
  inHandler(
    "only the first job's stages are listed",
    overrides(listApplicationStages, {
      async handle(input, call, _parts, inherited) {
        const stages = await inherited.handle(input, call);
        return stages.map((stage) => ({ ...stage, jobIds: stage.jobIds.slice(0, 1) }));
      },
    }),
  ),
  inHandler(
    "only some rejection reasons are listed",
    overrides(listRejectionReasons, {
      async handle(input, call, _parts, inherited) {
        return (await inherited.handle(input, call)).slice(0, 3);
      },
    }),
  ),
];

export const readingBugs: readonly SeededBug[] = [...streamBugs, ...lookupBugs];
