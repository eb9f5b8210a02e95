import { allows, demand, shows, type OdooUser, type Operation } from "./access.ts";
import { accessError, attributeError, missingError, typeError, valueError } from "./errors.ts";
import { firstStage } from "./models/recruitment.ts";
import type { Database, Row } from "./orm/database.ts";
import type { Change } from "./orm/fields.ts";
import { shown, visibleFields, type Reading, type Visible } from "./orm/read.ts";
import { search } from "./orm/search.ts";
import { escaped, sanitised } from "./orm/values.ts";

/** A call of a method: on a model, or on records by their ids. */
export interface ModelCall {
  readonly model: string;
  readonly method: string;
  /** By their names: those that came by position, too. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly ids: readonly number[];
  readonly user: OdooUser;
  readonly change: Change;
}

interface Method {
  /** Whether its first position is a list of ids. */
  readonly onRecords: boolean;
  /** The names of its positions. */
  readonly names: readonly string[];
  readonly run: (call: ModelCall) => unknown;
}

const onModel = (names: readonly string[], run: Method["run"]): Method => ({ onRecords: false, names, run });
const onRecords = (names: readonly string[], run: Method["run"]): Method => ({ onRecords: true, names, run });

const reading = ({ user, change, args }: ModelCall): Reading => ({
  database: change.database,
  user,
  context: change.context,
  load: args["load"],
});
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);

/** Records that match and that a rule shows. */
function found(call: ModelCall): readonly Row[] {
  const { model, args, user, change } = call;
  demand(user, model, "read");
  refuseHiddenFields(call);
  const order = typeof args["order"] === "string" && args["order"] !== "" ? args["order"] : undefined;
  const all = search(change.database, model, args["domain"] ?? [], change.context, order).filter((row) =>
    shows(change.database, user, row),
  );
  const offset = Number(args["offset"] ?? 0);
  const limit = Number(args["limit"] || Number.POSITIVE_INFINITY);
  return all.slice(offset, offset + limit);
}

/** Fields of officers are refused to others, in domains too. */
function refuseHiddenFields(call: ModelCall): void {
  const { args, model, change, user } = call;
  if (user.rights === "officer") return;
  const asked = [
    ...texts(args["fields"]),
    ...(Array.isArray(args["domain"])
      ? (args["domain"] as unknown[]).flatMap((term) => (Array.isArray(term) ? [String(term[0])] : []))
      : []),
  ];
  const visible = visibleFields(reading(call), model);
  for (const name of asked)
    if (change.database.field(model, name) && !visible.has(name))
      throw accessError("You do not have enough rights to access the field");
}

/** Records by id that the user may do something with. @throws {OdooFailure} */
function records({ model, ids, user, change }: ModelCall, operation: Operation): readonly Row[] {
  demand(user, model, operation);
  return ids.map((id) => {
    const row = change.database.row(model, id);
    if (!row) throw missingError("Record does not exist or has been deleted.");
    if (!shows(change.database, user, row))
      throw accessError("Due to security restrictions, you are not allowed to access this record.");
    return row;
  });
}

function refuseUnknown({ database }: Change, model: string, values: object): void {
  for (const name of Object.keys(values))
    if (!database.field(model, name)) throw valueError(`Invalid field '${name}' on model '${model}'`);
}

function create(call: ModelCall): unknown {
  const { model, args, user, change } = call;
  demand(user, model, "create");
  const given = args["vals_list"];
  const all = Array.isArray(given) ? (given as object[]) : [given as object];
  for (const values of all) refuseUnknown(change, model, values);
  const made = all.map((values) => change.database.create(model, values as Record<string, unknown>, change).id);
  return Array.isArray(given) ? made : made[0];
}

function write(call: ModelCall): boolean {
  const rows = records(call, "write");
  const values = call.args["vals"] as Record<string, unknown>;
  refuseUnknown(call.change, call.model, values);
  call.change.database.write(
    call.model,
    rows.map(({ id }) => id),
    values,
    call.change,
  );
  return true;
}

function read(call: ModelCall): unknown {
  const { model, ids, args, change, user } = call;
  demand(user, model, "read");
  const fields = texts(args["fields"]);
  // Of a deleted record, `id` alone is still given back.
  if (fields.length === 1 && fields[0] === "id") return ids.map((id) => ({ id }));
  const rows = ids.flatMap((id) => change.database.row(model, id) ?? []);
  for (const row of rows)
    if (!shows(change.database, user, row))
      throw accessError("Due to security restrictions, you are not allowed to access this record.");
  return shown(model, rows, fields, reading(call));
}

/** What was described of the fields that a user sees: each client asks for all of it when it connects. */
const described = new WeakMap<Visible, Map<string, unknown>>();

function fieldsGet(call: ModelCall): unknown {
  const { model, args } = call;
  const attributes = texts(args["attributes"]);
  const names = texts(args["allfields"]);
  const visible = visibleFields(reading(call), model);
  const kept = described.get(visible) ?? new Map<string, unknown>();
  described.set(visible, kept);
  const asked = JSON.stringify([attributes, names]);
  const known = kept.get(asked) ?? describedFields(visible, attributes, names);
  kept.set(asked, known);
  return known;
}

function describedFields(visible: Visible, attributes: readonly string[], names: readonly string[]): unknown {
  const asked = names.length === 0 ? [...visible] : [...visible].filter(([name]) => names.includes(name));
  const fields = asked.map(([name, field]) => {
    const all: Record<string, unknown> = {
      type: field.type,
      string: field.string,
      required: field.required ?? false,
      readonly: field.readonly ?? false,
      manual: field.manual ?? false,
      store: field.compute === undefined && field.related === undefined,
      sortable: field.compute === undefined && field.related === undefined,
      ...(field.selection && { selection: field.selection }),
      ...(field.relation && { relation: field.relation }),
    };
    return [
      name,
      attributes.length === 0
        ? all
        : Object.fromEntries(attributes.flatMap((each) => (each in all ? [[each, all[each]]] : []))),
    ] as const;
  });
  return Object.fromEntries(fields);
}

const posting = new Set([
  "body",
  "subject",
  "message_type",
  "subtype_xmlid",
  "subtype_id",
  "partner_ids",
  "author_id",
  "date",
  "body_is_html",
  "attachments",
  "attachment_ids",
  "email_from",
]);

/** Text is escaped unless it is said to be HTML. No date of the record moves. */
function messagePost(call: ModelCall): number {
  const { model, args, change, user } = call;
  const [row] = records(call, "read");
  for (const name of Object.keys(args))
    if (!posting.has(name)) throw valueError(`Those values are not supported when posting or notifying: ${name}`);
  const body = String(args["body"] ?? "");
  const note = args["subtype_xmlid"] !== "mail.mt_comment";
  const { database } = change;
  const subtype = [...database.rows("mail.message.subtype")].find(
    (each) => (each.values.get("internal") === true) === note,
  );
  const author = args["author_id"] ?? database.row("res.users", user.uid)?.values.get("partner_id") ?? false;
  // Who writes follows the record from then on, unless the context says otherwise.
  if (change.context["mail_create_nosubscribe"] !== true)
    database.create("mail.followers", { res_model: model, res_id: row!.id, partner_id: author }, change);
  // Who follows a record gets every message on it but the internal ones.
  if (!note)
    for (const { values } of database.rows("mail.followers"))
      if (values.get("res_model") === model && values.get("res_id") === row!.id && values.get("partner_id") !== author)
        database.mails.push({ model, id: row!.id, template: null });
  return database.create(
    "mail.message",
    {
      model,
      res_id: row!.id,
      body: args["body_is_html"] === true ? sanitised(body) : `<p>${escaped(body)}</p>`,
      date: args["date"] ?? change.stamp.slice(0, 19),
      author_id: author,
      message_type: args["message_type"] ?? "notification",
      subtype_id: subtype?.id ?? false,
    },
    change,
  ).id;
}

function operationIn({ operation }: ModelCall["args"]): Operation {
  if (operation === undefined) throw typeError("missing 1 required positional argument: 'operation'");
  return operation as Operation;
}

const methods: Readonly<Record<string, Method>> = {
  search_read: onModel(["domain", "fields", "offset", "limit", "order"], (call) =>
    shown(call.model, found(call), texts(call.args["fields"]), reading(call)),
  ),
  search: onModel(["domain", "offset", "limit", "order"], (call) => found(call).map(({ id }) => id)),
  search_count: onModel(["domain", "limit"], (call) => found(call).length),
  name_search: onModel(["name", "args", "operator", "limit"], (call) => {
    const label = call.change.database.model(call.model).label ?? "name";
    const domain = [[label, "ilike", call.args["name"] ?? ""], ...((call.args["args"] as unknown[]) ?? [])];
    return found({ ...call, args: { domain, limit: call.args["limit"] } }).map(({ id }) => [
      id,
      call.change.database.label(call.model, id),
    ]);
  }),
  fields_get: onModel(["allfields", "attributes"], fieldsGet),
  create: onModel(["vals_list"], create),
  context_get: onModel([], ({ user }) => ({ lang: "en_US", tz: "UTC", uid: user.uid })),
  check_access_rights: onModel(["operation", "raise_exception"], ({ user, model, args }) => {
    const operation = operationIn(args);
    if (args["raise_exception"] !== false) demand(user, model, operation);
    return allows(user, model, operation);
  }),
  has_access: onRecords(["operation"], ({ user, model, args, ids, change }) => {
    const rows = ids.flatMap((id) => change.database.row(model, id) ?? []);
    return allows(user, model, operationIn(args)) && rows.every((row) => shows(change.database, user, row));
  }),
  read: onRecords(["fields", "load"], read),
  write: onRecords(["vals"], write),
  unlink: onRecords([], (call) => {
    call.change.database.delete(
      call.model,
      records(call, "unlink").map(({ id }) => id),
      call.change,
    );
    return true;
  }),
  exists: onRecords([], ({ model, ids, change: { database } }) => ids.filter((id) => database.row(model, id))),
  message_post: onRecords(["body"], messagePost),
  action_archive: onRecords([], (call) => {
    call.change.database.write(
      call.model,
      records(call, "write").map(({ id }) => id),
      { active: false },
      call.change,
    );
    return undefined;
  }),
  action_unarchive: onRecords([], (call) => {
    const rows = records(call, "write");
    const { database } = call.change;
    for (const row of rows) {
      // An application begins again in the first stage.
      const again = call.model === "hr.applicant" && {
        refuse_reason_id: false,
        stage_id: firstStage(database, row.values.get("job_id")) ?? false,
      };
      database.write(call.model, [row.id], { active: true, ...again }, call.change);
    }
    return undefined;
  }),
};
/** Methods that came with a version, or went with one. */
const since: Readonly<Record<string, readonly [from: number, to: number]>> = {
  has_access: [18, 99],
  check_access_rights: [1, 18],
};

/** The method of a model. @throws {OdooFailure} where there is none, or it is private. */
export function methodOf(database: Database, version: number, model: string, name: string): Method {
  database.model(model);
  if (name.startsWith("_"))
    throw accessError(`Private methods (such as '${model}.${name}') cannot be called remotely.`);
  const [from, to] = since[name] ?? [1, 99];
  const method = Object.hasOwn(methods, name) && version >= from && version <= to ? methods[name] : undefined;
  if (!method || (name === "message_post" && !["hr.applicant", "hr.candidate", "hr.job"].includes(model)))
    throw attributeError(`The method '${model}.${name}' does not exist`);
  return method;
}

/** The arguments of a call by their names. @throws {OdooFailure} where there are too many. */
export function named(method: Method, positions: readonly unknown[], keywords: Readonly<Record<string, unknown>>) {
  const rest = method.onRecords ? positions.slice(1) : positions;
  if (rest.length > method.names.length) throw typeError("takes fewer positional arguments");
  const first = method.onRecords ? positions[0] : [];
  const ids = (Array.isArray(first) ? first : [first]).filter((id): id is number => typeof id === "number");
  const byName = Object.fromEntries(rest.map((value, index) => [method.names[index]!, value]));
  const { context = {}, ...more } = keywords;
  return { ids, args: { ...byName, ...more }, context: (context ?? {}) as Readonly<Record<string, unknown>> };
}
