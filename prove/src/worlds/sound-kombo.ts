import { avionte } from "@anyats/avionte";
import { emulatorWorld, type World } from "@anyats/conformance";
import { overrides, type Call } from "@anyats/core";
import { addApplicationAttachment, komboBase, rejectApplication } from "@anyats/kombo-base";
import { acceptsWrites, asking, asksToWaitAMinute, but, deep, inBody, type Json } from "./on-the-way.ts";
import { variant, type SoundServer } from "./sound-server.ts";

const small = { candidates: 30 };

/** The body of a request, changed. */
const sending = (world: World, change: (fields: Record<string, Json>) => Record<string, Json>) =>
  asking(world, async (request) => {
    if (request.method === "GET" || !request.body) return request;
    const body = deep((await request.clone().json()) as Json, change);
    return new Request(request, { method: request.method, body: JSON.stringify(body) });
  });

const writes = [
  "applications.create",
  "applications.addNote",
  "applications.addAttachment",
  "applications.moveToStage",
];
const people = ["candidates.stream", "candidates.get", "candidates.find", "applications.create"];
const custom = ["candidates.listCustomFields", "candidates.getCustomFieldValues", "candidates.updateCustomFields"];

const withoutPhones = {
  ...komboBase.facts.traits?.absentFields,
  candidates: [...(komboBase.facts.traits?.absentFields?.["candidates"] ?? []), "phoneNumbers"],
  applications: [...(komboBase.facts.traits?.absentFields?.["applications"] ?? []), "candidate.phoneNumbers"],
};

/** A number as an ATS may keep it: with a plus and digits alone. */
const normalized = (number: string) => `${number.trim().startsWith("+") ? "+" : "+1"}${number.replaceAll(/\D/g, "")}`;

/** The name that an ATS may give a file. */
const renamed = (name: string) => `0001_${name.replaceAll(/[^\w.]/g, "_")}`;

const groups = ["jobs", "applications", "candidates"] as const;

/** Avionté's own API without custom fields for texts: neither their definitions nor their values. */
function withoutTexts(world: World): World {
  const texts = new Set<string>();
  const isText = (id: unknown) => texts.has(String(id));
  const withoutText = <Value>(byId: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(byId).filter(([id]) => !isText(id)));
  const served = inBody(world, (body, request) => {
    if (!request.url.includes("/passthrough/")) return body;
    return deep(body, (fields) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, held]) => {
          if (!Array.isArray(held)) return [name, held];
          const kept = (held as readonly Json[]).filter((each) => {
            const { id, definitionId } = (each ?? {}) as Readonly<Record<string, Json>>;
            return !isText(id) && !isText(definitionId);
          });
          return [name, kept];
        }),
      ),
    );
  });
  return but(served, async (session) => {
    const [all, values] = [session.customFields!.bind(session), session.customFieldValues!.bind(session)];
    const forms = session.customFieldForms!.bind(session);
    for (const group of groups) for (const { id, type } of await all(group)) if (type === "text") texts.add(String(id));
    return {
      customFields: async (group) => (await all(group)).filter(({ id }) => !isText(id)),
      customFieldValues: async (group, id) => withoutText(await values(group, id)),
      customFieldForms: (group, nth) => {
        const held = forms(group, nth);
        return held && withoutText(held);
      },
    };
  });
}

/** The times of an interview, in another form. */
const withTimes = (body: Json, form: (time: Json) => Json): Json =>
  deep(body, ({ start_time, end_time, ...fields }) =>
    start_time === undefined || end_time === undefined
      ? fields
      : { ...fields, start_time: form(start_time), end_time: form(end_time) },
  );
const toSeconds = (time: Json): Json => (typeof time === "string" ? Date.parse(time) / 1000 : time);
const fromSeconds = (time: Json): Json => (typeof time === "number" ? new Date(time * 1000).toISOString() : time);

/** An ATS that is sent the times of interviews in seconds since 1970. */
const ofSeconds = (world: World): World =>
  but(
    sending(world, (fields) => withTimes(fields, fromSeconds) as Record<string, Json>),
    (session) => {
      const seen = session.seen.bind(session);
      return {
        asSent: (json) => async (input, init) => {
          const request = new Request(input, init);
          if (request.method === "GET" || !request.body) return json(request);
          const body = JSON.stringify(withTimes((await request.clone().json()) as Json, toSeconds));
          return json(new Request(request, { method: request.method, body }));
        },
        seen: async () => (await seen()).map((call) => ({ ...call, body: withTimes(call.body as Json, toSeconds) })),
      };
    },
  );

/** What an ATS keeps of a text, without a word: so many characters. */
const most: Readonly<Record<string, number>> = { note: 250, content: 2_000, name: 100 };
const kept = (text: string, length: number) => Array.from(text).slice(0, length).join("");
const cutting = (world: World): World =>
  sending(world, (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, held]) => [
        name,
        typeof held === "string" ? kept(held, most[name] ?? held.length) : held,
      ]),
    ),
  );

/** A text as it is sent to such an ATS: shorter, and with a warning. */
function shortened(text: string, length: number, call: Call, end = ""): string {
  if (Array.from(text).length <= length) return text;
  call.warn({ message: `The ATS keeps ${length} characters of it: the rest was not sent.`, code: null });
  return kept(text, length - end.length) + end;
}
const ofShortName = <Given extends { readonly name: string }>(file: Given, call: Call): Given => ({
  ...file,
  name: shortened(file.name, 100, call, /\.\w{1,5}$/.exec(file.name)?.[0]),
});
const shortening = {
  facts: { traits: komboBase.facts.traits, noteMaxLength: 2_000 },
  handlers: [
    overrides(rejectApplication, {
      handle: ({ note, ...input }, call, _parts, inherited) =>
        inherited.handle({ ...input, ...(note !== undefined && { note: shortened(note, 250, call) }) }, call),
    }),
    overrides(addApplicationAttachment, {
      handle: (input, call, _parts, inherited) =>
        inherited.handle({ ...input, file: ofShortName(input.file, call) }, call),
      settle: (input, call, _parts, inherited) =>
        inherited.settle!({ ...input, file: ofShortName(input.file, call) }, call),
    }),
  ],
};

/** The stage that only one job's workflow has. */
const sole = "A stage of one workflow 4781";

const soleStage: World = emulatorWorld(small, ({ world }) => {
  const application = world.applications.all().find(({ outcome, job_id }) => outcome === "PENDING" && job_id !== null)!;
  const job = world.jobs.get(application.job_id)!;
  const [like] = world.stages.all();
  const stage = world.stages.insert({ ...like!, id: "4781".padStart(24, "4"), name: sole, remote_id: "4781" });
  world.jobs.relink(job.id, { stage_ids: [...job.stage_ids, stage.id] });
});

const forbidsSole = {
  limitations: [
    {
      id: "variant.no-move-to-the-sole-stage",
      capabilities: ["applications.moveToStage"],
      imposedBy: "ats",
      summary: "No application can be moved to this stage.",
      reason: "The ATS sets this stage itself.",
      advice: "Choose another stage.",
      certainty: "documented",
      source: "The ATS's manual",
      effect: { kind: "forbids-values", field: "stage.remoteId", values: ["4781"] },
    },
  ],
};

export const komboServers: readonly SoundServer[] = [
  {
    name: "answers writes of every kind with 202",
    adapter: komboBase,
    world: acceptsWrites(emulatorWorld(small)),
    concerns: writes,
  },
  {
    name: "asks to wait a minute, of every kind of call",
    adapter: komboBase,
    world: asksToWaitAMinute(emulatorWorld(small)),
    concerns: [...writes, "jobs.stream", "jobs.get"],
  },
  {
    name: "knows no phone numbers",
    adapter: variant(komboBase, { absentFields: withoutPhones }),
    world: sending(
      emulatorWorld(small, ({ world }) => {
        for (const { id } of world.candidates.all()) world.candidates.update(id, { phone_numbers: null });
      }),
      ({ phone_numbers: _numbers, ...fields }) => fields,
    ),
    concerns: people,
  },
  {
    name: "normalizes phone numbers",
    adapter: komboBase,
    world: sending(emulatorWorld(small), (fields) =>
      typeof fields["phone_number"] === "string"
        ? { ...fields, phone_number: normalized(fields["phone_number"]) }
        : fields,
    ),
    concerns: people,
  },
  {
    name: "gives files names of its own",
    adapter: variant(komboBase, { fileNames: "changed" }),
    world: but(
      inBody(emulatorWorld(small), (body) =>
        deep(body, (fields) =>
          typeof fields["file_name"] === "string" ? { ...fields, file_name: renamed(fields["file_name"]) } : fields,
        ),
      ),
      (session) => {
        const files = session.files.bind(session);
        const replaceFile = session.replaceFile!.bind(session);
        return {
          replaceFile: async (candidate, name) => {
            const names = (await files("candidate", candidate)).map((each) =>
              typeof each === "string" ? each : each.name,
            );
            return replaceFile(
              candidate,
              names.find((each) => renamed(each) === name)!,
            );
          },
          files: async (of, id) =>
            (await files(of, id)).map((each) =>
              typeof each === "string" ? renamed(each) : { ...each, name: renamed(each.name) },
            ),
        };
      },
    ),
    concerns: ["applications.addAttachment", "candidates.addAttachment", "applications.create", "candidates.getResume"],
  },
  {
    name: "cuts long remarks, notes and file names",
    adapter: variant(komboBase, {}, shortening),
    world: cutting(emulatorWorld(small)),
    concerns: ["applications.reject", "applications.addNote", "applications.addAttachment"],
  },
  {
    name: "takes instants in seconds since 1970",
    adapter: komboBase,
    world: ofSeconds(emulatorWorld(small)),
    concerns: ["interviews.create", "interviews.update"],
  },
  {
    name: "has no custom field for a text",
    adapter: avionte,
    world: withoutTexts(emulatorWorld(small)),
    concerns: custom,
  },
  {
    name: "forbids a stage that one workflow alone has",
    adapter: variant(komboBase, {}, forbidsSole),
    world: soleStage,
    concerns: ["applications.moveToStage", "applications.listStages"],
  },
];
