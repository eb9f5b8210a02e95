import {
  applications,
  attachments,
  candidates,
  CLOCK,
  handles,
  InvalidInput,
  receipt,
  token,
  type Attachment,
  type Call,
  type GivenFile,
  type Injected,
  type InputOf,
  type Receipt,
  type Settlement,
  type SyncedAttachment,
  type Token,
} from "@anyats/core";
import { beforeWriting, contentKey, openFile, ReadBack, type OpenedFile, type Written } from "@anyats/http";
import { createHash } from "node:crypto";
import { PEOPLE } from "../people/people-of-server.ts";
import type { People } from "../people/people.ts";
import { and, or, type Domain } from "../rpc/domain.ts";
import { LISTS, type OdooList } from "../reading/lists.ts";
import { attachment, fileNames, fileReading, wireFile, type FileParts, type WireFile } from "../records/file.ts";
import { talentsIn, type WireApplicant } from "../records/application.ts";
import { MENTIONS } from "../records/mentions.ts";
import { methods } from "../routes.ts";
import { ACCESS } from "../rpc/access.ts";
import { idsOf, ODOO, type Row } from "../rpc/odoo.ts";
import { ODOO_SETTINGS } from "../settings.ts";
import { STAGE_TARGETS } from "./stages.ts";

/**
 * The content of a binary field is a file, too. Odoo hides those on its own, but not where a domain names an id, as that of a second
 * page does.
 */
const attached: Domain = [["res_field", "=", false]];

type Applicants = ReadonlyMap<number, WireApplicant>;

/** Records that files hang on. */
interface Owners {
  readonly model: "hr.applicant" | "hr.candidate";
  readonly ids: readonly number[];
}

const on = ({ model, ids }: Owners): Domain => [
  ["res_model", "=", model],
  ["res_id", "in", ids],
];

/** The largest file whose content is read where no address leads to it, in bytes. */
const largestRead = 8_000_000;

/** A file that was opened. */
export type Content = Extract<OpenedFile, { readonly bytes: Uint8Array }>;

/** `ir.attachment` of applications and persons. Creating one moves no date of its record. */
export class Files {
  static readonly inject = {
    odoo: ODOO,
    lists: LISTS,
    mentions: MENTIONS,
    people: PEOPLE,
    access: ACCESS,
    targets: STAGE_TARGETS,
    settings: ODOO_SETTINGS,
    clock: CLOCK,
  };
  readonly #collaborators: Injected<typeof Files.inject>;
  readonly #readBack: ReadBack<Written>;

  constructor(collaborators: Injected<typeof Files.inject>) {
    this.#collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "files");
  }

  async ownersOfApplication(id: string, call: Call): Promise<Owners> {
    return { model: "hr.applicant", ids: [(await this.#collaborators.targets.application(id, call)).id] };
  }

  async ownersOfCandidate(id: string, call: Call): Promise<Owners> {
    return (await this.#collaborators.people.people(call)).records(id, call);
  }

  /** The candidate's own records, and the applications, which Odoo 19 keeps the person on. */
  async #ownersOfAll(id: string, call: Call): Promise<readonly Owners[]> {
    const persons = await this.#collaborators.people.people(call);
    const own = await persons.records(id, call);
    return own.model === "hr.applicant"
      ? [own]
      : [own, { model: "hr.applicant", ids: await persons.applications([id], call) }];
  }

  /** @throws {AtsError} when the user would see no files, or only some. */
  async list(filter: InputOf<typeof attachments.stream>, call: Call): Promise<OdooList<WireFile, SyncedAttachment>> {
    const { lists, access, people } = this.#collaborators;
    const persons = await people.people(call);
    const { candidateIds, applicationIds } = filter;
    const ofPersons = candidateIds && (await persons.applications(candidateIds, call));
    return {
      model: "ir.attachment",
      domain: and(
        lists.common(filter),
        attached,
        [
          ["res_model", "in", ["hr.applicant", persons.model]],
          // One that a form uploaded and nobody saved has none.
          ["res_id", ">", 0],
        ],
        ofPersons
          ? or(on({ model: "hr.applicant", ids: ofPersons }), on({ model: "hr.candidate", ids: idsOf(candidateIds) }))
          : [],
        applicationIds ? on({ model: "hr.applicant", ids: idsOf(applicationIds) }) : [],
      ),
      fields: fileNames,
      reading: async (rows, call) => fileReading(await this.#parts(rows, persons, call)),
      confirm: access.requireAll,
    };
  }

  async ofApplication(id: string, call: Call): Promise<Attachment[]> {
    const applicant = await this.#collaborators.targets.application(id, call);
    const owners = [{ model: "hr.applicant", ids: [applicant.id] }] as const;
    return this.#located(owners, call, new Map([[applicant.id, applicant]]));
  }

  async ofCandidate(id: string, call: Call): Promise<Attachment[]> {
    return this.#located(await this.#ownersOfAll(id, call), call);
  }

  /** The files of some records, each with an address under which it can be fetched. */
  async #located(owners: readonly Owners[], call: Call, applicants?: Applicants): Promise<Attachment[]> {
    const { files, parts } = await this.#of(owners, call, applicants);
    const found: Attachment[] = [];
    for (const file of files) found.push(await this.#attachment(file, parts, call));
    return found;
  }

  /** Where the résumé of somebody may be: the main file of an application, else the newest PDF. */
  async resume(candidate: string, call: Call): Promise<{ attachment: Attachment | null; others: number }> {
    const { files, parts } = await this.#of(await this.#ownersOfAll(candidate, call), call);
    const newest = (isRight: (file: WireFile) => boolean) => files.findLast(isRight);
    const main = newest(({ id }) => parts.main.has(id)) ?? newest(({ mimetype }) => mimetype === "application/pdf");
    if (!main) return { attachment: null, others: files.length };
    const found = await this.#attachment(main, parts, call);
    return { attachment: { ...found, type: "CV" }, others: files.length - 1 };
  }

  /** Reads a file that is to be attached. @param at Where it stands in the input. */
  async open(given: GivenFile, call: Call, at = "file"): Promise<Content> {
    const file = await openFile(given, { signal: call.signal, at });
    if ("bytes" in file) return file;
    throw new InvalidInput("The file", [
      { path: `${at}.url`, message: "must be given with its content: Odoo fetches no files" },
    ]);
  }

  /** @param opened The file, where it is open already. */
  async attach(given: GivenFile, owner: () => Promise<Owners>, call: Call, opened?: Content): Promise<Receipt> {
    const { vals, key, alike } = await beforeWriting(async () =>
      this.#described(opened ?? (await this.open(given, call)), await owner(), call),
    );
    return this.#readBack.around(
      key,
      call,
      () => beforeWriting(alike),
      async () => {
        // Odoo would make a large picture smaller, and its digest another.
        const context = { image_no_postprocess: true };
        await this.#collaborators.odoo.create("ir.attachment", vals, call, { context });
        return receipt();
      },
    );
  }

  async settle(given: GivenFile, owner: () => Promise<Owners>, call: Call): Promise<Settlement<Receipt>> {
    const { vals, key, alike } = this.#described(await this.open(given, call), await owner(), call);
    const reconcile = { model: vals.res_model, id: String(vals.res_id), look: "a file with this name and content" };
    return this.#readBack.settle(key, call, alike, () => receipt("read-back"), reconcile);
  }

  /** Odoo keeps the digest of each content: what looks alike is the same file. */
  #described({ name, mediaType: mimetype, bytes }: Content, { model, ids }: Owners, call: Call) {
    const vals = {
      name,
      mimetype,
      datas: Buffer.from(bytes).toString("base64"),
      res_model: model,
      res_id: ids.at(-1)!,
    };
    const checksum = createHash("sha1").update(bytes).digest("hex");
    const same: Domain = [
      ["name", "=", name],
      ["checksum", "=", checksum],
    ];
    const domain = and(on({ model, ids: [vals.res_id] }), same);
    const alike = async (): Promise<readonly Written[]> => {
      const found = await this.#collaborators.odoo.search({ model: "ir.attachment", domain, fields: fileNames }, call);
      return found.map((row) => ({ id: String(row.id), createdAt: wireFile.safeParse(row).data?.create_date }));
    };
    return { vals, key: contentKey(model, String(vals.res_id), name, checksum), alike };
  }

  async #attachment(file: WireFile, parts: FileParts, call: Call): Promise<Attachment> {
    return attachment(file, await this.#address(file, call), parts, this.#collaborators.mentions.asItCame(file));
  }

  /** @param applicants All on which such files hang, where they are read already. */
  async #of(owners: readonly Owners[], call: Call, applicants?: Applicants) {
    const { access, mentions, people } = this.#collaborators;
    await access.requireAll(call);
    const files = await mentions.files(or(...owners.map(on)), call);
    return { files, parts: await this.#parts(files, await people.people(call), call, applicants) };
  }

  async #parts(
    files: readonly (Row | WireFile)[],
    persons: People,
    call: Call,
    known?: Applicants,
  ): Promise<FileParts> {
    const { mentions } = this.#collaborators;
    const ofModel = (model: string) =>
      files.filter(({ res_model }) => res_model === model).map(({ res_id }) => Number(res_id));
    const applicants = known ?? (await mentions.applicantsById(ofModel("hr.applicant"), call, ofModel("hr.candidate")));
    const all = [...applicants.values()];
    return {
      personOf: await persons.identify(all, call),
      talents: talentsIn(applicants),
      // The main file of an application may hang on its candidate.
      main: new Set(all.flatMap(({ message_main_attachment_id }) => message_main_attachment_id?.id ?? [])),
    };
  }

  /** A link's own address, or one with a token; else the content itself, because the rest asks for a session. */
  async #address(
    { id, url, access_token, public: isPublic, file_size, mimetype }: WireFile,
    call: Call,
  ): Promise<string> {
    const { odoo, settings } = this.#collaborators;
    if (url !== null && URL.canParse(url)) return url;
    const base = `${settings.baseUrl}/web/content/${id}?download=true`;
    if (isPublic) return base;
    if (access_token !== null) return `${base}&access_token=${encodeURIComponent(access_token)}`;
    if (Number(file_size) > largestRead) return base;
    const [row] = await odoo.byIds("ir.attachment", [id], ["datas"], call);
    const datas = row?.["datas"];
    return typeof datas === "string" ? `data:${mimetype ?? "application/octet-stream"};base64,${datas}` : base;
  }
}

export const FILES: Token<Files> = token("odoo/files");

const read = methods("ir.attachment/search_read", "hr.applicant/search_read");
const readOfCandidate = [...read, ...methods("hr.candidate/search_read")];
const write = methods("ir.attachment/create", "ir.attachment/search_read");

export const streamAttachments = handles(attachments.stream, {
  routes: read,
  inject: { files: FILES, lists: LISTS },
  fetchPage: async (filter, position, call, { files, lists }) =>
    lists.page(await files.list(filter, call), position, call),
});

export const listApplicationAttachments = handles(applications.listAttachments, {
  routes: read,
  inject: { files: FILES },
  handle: ({ application }, call, { files }) => files.ofApplication(application.id, call),
});

export const listCandidateAttachments = handles(candidates.listAttachments, {
  routes: readOfCandidate,
  inject: { files: FILES },
  handle: ({ candidate }, call, { files }) => files.ofCandidate(candidate.id, call),
});

export const getResume = handles(candidates.getResume, {
  routes: readOfCandidate,
  inject: { files: FILES },
  handle: ({ candidate }, call, { files }) => files.resume(candidate.id, call),
});

export const addApplicationAttachment = handles(applications.addAttachment, {
  routes: write,
  settledBy: ["applications.listAttachments"],
  inject: { files: FILES },
  handle: ({ application, file }, call, { files }) =>
    files.attach(file, () => files.ownersOfApplication(application.id, call), call),
  settle: ({ application, file }, call, { files }) =>
    files.settle(file, () => files.ownersOfApplication(application.id, call), call),
});

export const addCandidateAttachment = handles(candidates.addAttachment, {
  routes: write,
  settledBy: ["candidates.listAttachments"],
  inject: { files: FILES },
  handle: ({ candidate, file }, call, { files }) =>
    files.attach(file, () => files.ownersOfCandidate(candidate.id, call), call),
  settle: ({ candidate, file }, call, { files }) =>
    files.settle(file, () => files.ownersOfCandidate(candidate.id, call), call),
});
