import { AtsError, memoryLedger } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { Sample } from "../../sample.ts";
import { connectedTo, withFetch, withSettings } from "../../trial.ts";
import type { Customer, DocumentedFields, Trouble } from "../../world.ts";
import { InstantClock } from "../../worlds/instant-clock.ts";
import {
  answeredAt,
  fetchIn,
  goneAfterTheWrite,
  losingTheWrite,
  meanwhileAt,
  notingTheWrite,
} from "../../worlds/tapped.ts";
import { allAtOnce } from "../pieces/all-at-once.ts";
import { documentedFields } from "../pieces/documented-fields.ts";
import { isDeleted } from "../pieces/records.ts";
import { askedBy, goesBy, textOf } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, endingDuring, isDeclared } from "../pieces/striking.ts";
import { changing } from "../pieces/variants.ts";
import { calledAfterADeath } from "./nothing-sent.ts";
import { isAskable } from "../pieces/askable.ts";
import { warningsOf } from "../pieces/warnings.ts";

const [beside, another] = ["BESIDE-4771", "ANOTHER-4772"];

/** The documented fields with further ones beside them, and under another name. */
const among = ({ fields }: DocumentedFields) => ({
  another: { marked: another },
  ...Object.fromEntries(Object.entries(fields).map(([name, held]) => [name, { ...held, marked: beside }])),
});

const losses = ["answer-lost", "request-lost", "write-cut-off", "failed-after-write"] as const;

type Input = Sample["input"];

/** Inputs that may have the ATS write to somebody: a plain one, one with every optional field, and each stage that there is. */
async function inputsFor(on: Trial): Promise<readonly Input[]> {
  const [plain, ...samples] = await samplesOf(on);
  if (!plain) return [];
  const all = await allAtOnce(on);
  const { remoteFields: _mayAskForOne, ...full } = all?.input ?? {};
  const more = all ? [full] : [];
  const staged = [plain, ...samples].find(({ input }) => "stage" in input)?.input;
  if (!staged) return [plain.input, ...more];
  const rows = await on.world.records("applications");
  const job = staged["job"] ?? rows.find(({ id }) => id === staged["application"])?.["jobId"];
  const stages = (await on.call("applications.listStages", { jobIds: [job] })) as unknown as readonly {
    readonly id: string;
    readonly movable: boolean;
  }[];
  const inputs = stages.filter(({ movable }) => movable).map(({ id }) => ({ ...staged, stage: id }));
  return [...(staged === plain.input ? [] : [plain.input]), ...more, ...inputs];
}

/** Living candidates with a name and an address who have not applied to a job, as a command names persons. */
async function othersThan({ world }: Trial, job: unknown): Promise<readonly object[]> {
  const applied = new Set(
    (await world.records("applications")).flatMap((each) => (each["jobId"] === job ? [each["candidateId"]] : [])),
  );
  return (await world.records("candidates")).flatMap((each) => {
    const { firstName, lastName } = each;
    const [email] = (each["emailAddresses"] ?? []) as readonly { readonly address: string }[];
    if (isDeleted(each) || applied.has(each.id) || !firstName || !lastName || !isAskable(email?.address)) return [];
    return [{ firstName, lastName, email: email!.address }];
  });
}

/** Persons whom the ATS knows apply, one at each stage: of them an adapter may write less, and in another way. */
async function ofKnownPersons(trial: Trial, staged: readonly Input[]): Promise<void> {
  const [first] = staged;
  if (first?.["candidate"] === undefined) return;
  await using other = await trial.another();
  const { world, call, capability } = other.trial;
  const persons = await othersThan(other.trial, first["job"]);
  for (const [nth, input] of staged.slice(0, persons.length).entries()) {
    const before = world.mails!();
    await ending(() => call(capability.id, { ...input, candidate: persons[nth] }));
    const mails = world.mails!() - before;
    assert.equal(mails, 0, "a person whom the ATS knows applied again: an e-mail was sent, and nobody asked for it");
  }
}

interface Way {
  readonly input: (on: Trial) => Input | Promise<Input>;
  readonly trouble: Trouble;
  readonly variant?: string;
  readonly customer?: Customer;
  /** How often it is called, one after the other. */
  readonly calls?: number;
}

const settingsOf = (on: Trial, variant: string | undefined) =>
  changing(on).find(({ name }) => name === variant)?.settings ?? on.world.settings;

/** Performs a command in a fresh world, and counts the e-mails. */
async function mailed(trial: Trial, { input, trouble, variant, customer, calls = 1 }: Way) {
  await using other = await trial.another(customer);
  const { trial: on } = other;
  await using fresh = await connectedTo(withSettings(on, settingsOf(on, variant)));
  const given = await input(on);
  const before = on.world.mails!();
  const run = () => fresh.call(on.capability.id, given, { timeoutMs: 600_000 });
  for (let made = 1; made < calls; made += 1) await ending(run);
  const { asked, given: ended } = await askedBy(on, () =>
    trouble === "none" ? ending(run) : endingDuring(on, trouble, run),
  );
  return { asked, given: ended, mails: on.world.mails!() - before };
}

/** The answer is lost, and the ATS is away then: the app calls again with its key, from another connection. */
async function mailedWithKey(trial: Trial, input: Way["input"], customer: Customer): Promise<number> {
  await using other = await trial.another(customer);
  const { trial: on } = other;
  const { world, capability } = on;
  const fetch = fetchIn(world.settings);
  const [given, before] = [await input(on), world.mails!()];
  const ledger = memoryLedger(undefined, new InstantClock(world.now()));
  const call = async (way: Pick<Trial, "adapter" | "world">) => {
    await using connected = await connectedTo(way, [], { ledger });
    await connected.call(capability.id, given, { idempotencyKey: "mailed-4773", timeoutMs: 600_000 });
  };
  if (fetch)
    await ending(() =>
      call(
        withFetch(
          on,
          goneAfterTheWrite(fetch, () => world.writes()),
        ),
      ),
    );
  await ending(() => call(on));
  return world.mails!() - before;
}

/** Which request of a call writes, from 0. */
async function theWriteOf(trial: Trial, input: Input, variant: string): Promise<number> {
  await using usual = await trial.another();
  const noting = notingTheWrite(fetchIn(settingsOf(usual.trial, variant))!, () => usual.trial.world.writes());
  await using plain = await connectedTo(
    withFetch(withSettings(usual.trial, settingsOf(usual.trial, variant)), noting.fetch),
  );
  await ending(() => plain.call(trial.capability.id, input));
  return noting.nth() ?? Infinity;
}

/** How many e-mails are sent where a gateway gives up, the app calls again with its key, and the ATS carries the first write out then. */
async function mailedLate(trial: Trial, input: Input, variant: string, nth: number): Promise<number> {
  await using other = await trial.another();
  const { world, capability } = other.trial;
  const settings = settingsOf(other.trial, variant);
  const [fetch, before] = [fetchIn(settings)!, world.mails!()];
  let late = () => Promise.resolve<unknown>(undefined);
  const way = answeredAt(fetch, nth, async (...sent) => {
    const request = new Request(...sent);
    const body = await request.text();
    late = () => fetch(new Request(request.url, { method: request.method, headers: request.headers, body }));
    return new Response("", { status: 504 });
  });
  const ledger = memoryLedger(undefined, new InstantClock(world.now()));
  await using fresh = await connectedTo(withFetch(withSettings(other.trial, settings), way.fetch), [], { ledger });
  const call = () =>
    ending(() => fresh.call(capability.id, input, { idempotencyKey: "late-4774", timeoutMs: 600_000 }));
  await call();
  await call();
  await late();
  await call();
  return world.mails!() - before;
}

/** How many e-mails are sent where the answer is lost, and somebody takes the application out of its stage before anybody looks. */
async function mailedAndMoved(trial: Trial, input: Input, variant: string): Promise<number> {
  await using other = await trial.another();
  const { world, capability } = other.trial;
  const settings = settingsOf(other.trial, variant);
  const [fetch, before, application] = [fetchIn(settings)!, world.mails!(), input["application"]];
  if (typeof application !== "string") return 0;
  const way = meanwhileAt(fetch, () =>
    world.become?.(application, { kind: "applications", field: "stageId", value: null }),
  );
  way.before(0);
  const lossy = losingTheWrite(fetch, () => world.writes(), way.fetch);
  await using fresh = await connectedTo(withFetch(withSettings(other.trial, settings), lossy));
  await ending(() => fresh.call(capability.id, input, { timeoutMs: 600_000 }));
  return world.mails!() - before;
}

/** An e-mail that a setting asks for is sent once, whatever is lost, and nobody claims that it was where it was not. */
async function onceBySetting(trial: Trial, input: Input, variant: string): Promise<void> {
  const write = await theWriteOf(trial, input, variant);
  const settings = (on: Trial) => settingsOf(on, variant);
  const called = await calledAfterADeath(trial, write - 1, { input, settings });
  if (AtsError.is(called))
    assert.fail(
      `${variant}: its process died before its write, and half an hour later the same key ends in ${called.code}: remember what was not sent yet`,
    );
  const again = await mailed(trial, { input: () => input, trouble: "none", variant, calls: 2 });
  assert.equal(again.mails, 1, `${variant}: the e-mails of a call that was made twice`);
  const late = await mailedLate(trial, input, variant, write);
  assert.ok(
    late <= 1,
    `${variant}: a gateway gave up, the app called again with its key, the ATS wrote then, and the candidate gets the e-mail ${late} times`,
  );
  const moved = await mailedAndMoved(trial, input, variant);
  assert.ok(
    moved <= 1,
    `${variant}: an answer was lost, somebody moved the application on, and the candidate gets the e-mail ${moved} times`,
  );
  for (const trouble of losses) {
    const { mails, given } = await mailed(trial, { input: () => input, trouble, variant });
    assert.ok(mails <= 1, `${variant}, ${trouble}: the candidate gets the e-mail ${mails} times`);
    if (!AtsError.is(given))
      assert.equal(mails, 1, `${variant}, ${trouble}: it claims to be done, and no e-mail was sent`);
  }
}

/** An e-mail that fields of the ATS's own ask for is sent once, whatever is lost. */
async function onceAskedFor(trial: Trial, nth: number, customer: Customer): Promise<void> {
  const input = async (on: Trial) => {
    const [plain] = await samplesOf(on);
    return { ...plain!.input, remoteFields: among(documentedFields(on)[nth]!) };
  };
  const usual = await mailed(trial, { input, trouble: "none", customer });
  if (isDeclared(usual.given)) return;
  assert.equal(usual.mails, 1, "the e-mail was asked for, and not sent once");
  const alone = async (on: Trial) => {
    const [plain] = await samplesOf(on);
    return { ...plain!.input, remoteFields: documentedFields(on)[nth]!.fields };
  };
  const { mails } = await mailed(trial, { input: alone, trouble: "answer-lost", customer });
  assert.ok(mails <= 1, `nothing else was given, an answer was lost, and the candidate gets the e-mail ${mails} times`);
  const twice = await mailedWithKey(trial, alone, customer);
  assert.ok(
    twice <= 1,
    `an answer was lost, the app called again with its idempotency key, and the candidate gets the e-mail ${twice} times: \`isOnce\` says that the call goes through the ledger`,
  );
  for (const trouble of losses) {
    const { mails, given, asked } = await mailed(trial, { input, trouble, customer });
    assert.ok(mails <= 1, `${trouble}: the candidate gets the e-mail ${mails} times`);
    if (AtsError.is(given)) continue;
    const news = warningsOf(given).length - warningsOf(usual.given).length;
    assert.equal(news, 1, `${trouble}: one warning says that nobody knows of the e-mail`);
    // What follows it may look whether it was made.
    const last = textOf(asked.filter((each) => trial.cell.routes.some((route) => goesBy(route, each))).slice(-1));
    for (const mark of [beside, another])
      assert.ok(last.includes(mark), `${trouble}: the fields beside the e-mail were not sent again`);
  }
}

/**
 * What a lost answer leaves open is said of the e-mail and of what else the call gave: where an adapter warns of each alone in
 * other words, its warning for both is neither of them.
 */
async function saysEachDoubt(trial: Trial, nth: number): Promise<void> {
  const said = async (sample: number, asksForMail: boolean) => {
    const input = async (on: Trial) => ({
      ...(await samplesOf(on))[sample]!.input,
      ...(asksForMail && { remoteFields: documentedFields(on)[nth]!.fields }),
    });
    const { given } = await mailed(trial, { input, trouble: "answer-lost" });
    return AtsError.is(given)
      ? ""
      : warningsOf(given)
          .map(({ message }) => message)
          .join("\n");
  };
  const ofMail = await said(0, true);
  for (const [sample, { tries }] of (await samplesOf(trial)).entries()) {
    if (sample === 0 || tries.includes("remoteFields")) continue;
    const ofOther = await said(sample, false);
    if (ofOther === "" || ofOther === ofMail) continue;
    const ofBoth = await said(sample, true);
    const lost = `\`${tries.join("`, `")}\` was given beside the e-mail, an answer was lost, and the warning says`;
    assert.notEqual(ofBoth, ofMail, `${lost} what it says of the e-mail alone`);
    assert.notEqual(ofBoth, ofOther, `${lost} nothing of the e-mail`);
  }
}

/** What a command promises of e-mails to candidates: they are side effects that nobody can take back. */
export const mailsPromise: ContractPromise = {
  promise: "has no e-mail sent that nobody asked for, and none twice",
  rules: [
    {
      rule: "an e-mail to a candidate is sent only where somebody asked for it, whichever optional fields are given, and never twice; one that a setting holds back is in a warning",
      tried:
        "it counts `mails()` after a call with the fewest fields and with all of them, for each stage, after each kind of loss, after another call with the same key, and where the ATS writes after the call, for both customers",
    },
  ],
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    if (!trial.world.mails) return;
    const inputs = await inputsFor(trial);
    if (inputs.length === 0) return;
    const unasked = new Map<Input, unknown>();
    for (const input of inputs) {
      const { mails, given } = await mailed(trial, { input: () => input, trouble: "none" });
      assert.equal(mails, 0, "an e-mail was sent, and nobody asked for it");
      unasked.set(input, given);
    }
    await ofKnownPersons(
      trial,
      inputs.filter((input) => "stage" in input),
    );
    for (const { name: variant, mails: isMailing } of changing(trial)) {
      if (!isMailing) continue;
      const mailing: Input[] = [];
      for (const input of inputs) {
        const { mails, given } = await mailed(trial, { input: () => input, trouble: "none", variant });
        assert.ok(mails <= 1, `${variant}: the candidate gets ${mails} e-mails`);
        if (mails === 0) continue;
        assert.deepEqual(warningsOf(given), [], `${variant}: the e-mail was sent`);
        assert.ok(
          warningsOf(unasked.get(input)).length > 0,
          `an e-mail is sent ${variant} alone, and no warning says so`,
        );
        mailing.push(input);
      }
      const [first] = mailing;
      assert.ok(first, `${variant}: nobody was written to`);
      // Of what creates something, other promises lose answers.
      if (trial.cell.effect !== "creates") await onceBySetting(trial, first, variant);
    }
    // The second customer may have the ATS under another name.
    for (const customer of ["first", "second"] as const)
      for (const [nth, { once }] of documentedFields(trial).entries())
        if (once) await onceAskedFor(trial, nth, customer);
    for (const [nth, { once }] of documentedFields(trial).entries()) if (once) await saysEachDoubt(trial, nth);
  },
};
