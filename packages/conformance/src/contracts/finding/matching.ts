import { strict as assert } from "node:assert";
import { domainToASCII, domainToUnicode } from "node:url";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch, withSettings } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { addressOf } from "../../worlds/request-of.ts";
import { fetchIn, rewording, weighing } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { isDeleted } from "../pieces/records.ts";
import { askedBy, textOf } from "../pieces/requests.ts";
import { isAskable } from "../pieces/askable.ts";
import { unlessRefused } from "../pieces/striking.ts";

interface Person {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly emailAddresses: readonly { readonly address: string }[];
  readonly phoneNumbers: readonly { readonly number: string }[];
}

interface Found {
  readonly candidates: readonly Person[];
  readonly phoneMatches: readonly { readonly candidateId: string; readonly grade: string }[];
  readonly how: string;
  readonly compared: number;
  readonly complete: boolean;
}

async function people(trial: Trial): Promise<readonly Person[]> {
  const all = (await trial.world.records("candidates")).filter((each) => !isDeleted(each)) as unknown as Person[];
  return all.map((each) => ({
    ...each,
    emailAddresses: (each.emailAddresses ?? []).filter(({ address }) => isAskable(address)),
    phoneNumbers: each.phoneNumbers ?? [],
  }));
}

const find = (trial: Trial, details: object): Promise<Found> =>
  trial.call(trial.capability.id, { limit: 1000, ...details });
const idsOf = (found: Found) => found.candidates.map(({ id }) => id);
const digits = (number: string) => number.replaceAll(/\D/g, "");

/** Countries by their code, with the zero that is dialled within them. */
const countries = {
  "+44": ["GB", "0"],
  "+33": ["FR", "0"],
  "+49": ["DE", "0"],
  "+47": ["NO", ""],
  "+1": ["US", ""],
} as const;

/** A number as it is dialled in its own country. */
function nationalOf(number: string): readonly [country?: string, national?: string] {
  const known = Object.entries(countries).find(([code]) => number.startsWith(code));
  if (!known || !/^[+\d ()-]{9,}$/.test(number)) return [];
  const [code, [country, zero]] = known;
  return [country, `${zero}${digits(number.slice(code.length))}`];
}

interface Asked {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
}

const same = (held: string | null, asked: string | undefined) =>
  asked === undefined || held?.toLowerCase() === asked.toLowerCase();

const isAsked = (person: Person, { firstName, lastName, email }: Asked) =>
  same(person.firstName, firstName) &&
  same(person.lastName, lastName) &&
  (email === undefined || person.emailAddresses.some(({ address }) => same(address, email)));

/** The same where no match is certain: everybody has the same number, without the code of a country. */
async function cutsUncertainOnes(trial: Trial, all: readonly Person[]): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  const numbers = all.flatMap(({ phoneNumbers }) => phoneNumbers.map(({ number }) => number));
  const [phone] = numbers.filter((number) => nationalOf(number).length > 0);
  if (!fetch || phone === undefined) return;
  const [, national = ""] = nationalOf(phone);
  const sent = new Set(numbers);
  await using on = await connectedTo(
    withFetch(
      trial,
      rewording(fetch, (text) => (sent.has(text) ? national : text)),
    ),
  );
  const found = async (limit: number) => (await on.call(trial.capability.id, { phone, limit })) as Found;
  const { candidates, complete, compared, how } = await found(1_000);
  if (how !== "compared-here" || candidates.length < 2 || !complete) return;
  const cut = await found(candidates.length - 1);
  assert.equal(cut.complete, false, "it left out one of the matches that are not certain, and says that these are all");
  const exact = await found(candidates.length);
  assert.ok(
    exact.complete || exact.compared < compared,
    "it compared everybody, left out none of the matches that are not certain, and says that there may be more",
  );
}

/** Addresses of which one is a part of the other: a search for texts that contain a value gives the person of another. */
const nearly = (address: string): readonly string[] =>
  [address.slice(1), address.slice(0, -1), `x${address}`].filter((near) => /^[^@]+@[^@]+\.[a-z]{2,}$/i.test(near));

/** Somebody removes a person: a search, which may be another interface of the ATS than the list, finds that one no more. */
async function findsNobodyRemoved(trial: Trial, person: Person): Promise<void> {
  const { id, firstName, lastName, emailAddresses, phoneNumbers } = person;
  const ways = [
    { firstName: firstName! },
    { firstName: firstName!, lastName: lastName! },
    ...emailAddresses.slice(0, 1).map(({ address }) => ({ email: address })),
    ...phoneNumbers.slice(0, 1).map(({ number }) => ({ phone: number })),
  ];
  await trial.world.remove("candidates", id);
  for (const asked of ways) {
    const found = await unlessRefused(() => find(trial, asked));
    if (found)
      assert.ok(!idsOf(found).includes(id), `a person was removed, and is found by ${Object.keys(asked).join()}`);
  }
}

/** How many records a page has at most where the ATS gives less than it is asked for. */
const smallPage = 2;

/** An ATS may give less at a time than it is asked for: then a search takes many pages, and reads each of them or says so. */
async function readsSmallPages(trial: Trial, phone: string, wanted: Found): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch || trial.adapter.facts.traits?.paging === "by-place") return;
  const size = 7;
  const { asked } = await askedBy(trial, () => firstPage(trial, "candidates.stream", {}, { pageSize: size }));
  const given = asked.flatMap(({ query = {} }) => Object.entries(query));
  const name = given.find(([, value]) => value === String(size))?.[0];
  if (name === undefined) return;
  const small: typeof fetch = (input, init) => {
    const url = new URL(addressOf(input));
    if (url.searchParams.has(name)) url.searchParams.set(name, String(smallPage));
    return fetch(input instanceof Request ? new Request(url, input) : url, init);
  };
  await using on = await connectedTo(withFetch(trial, small));
  const search = async (most: object = {}) =>
    (await on.call(trial.capability.id, { limit: 1000, phone, ...most }, { timeoutMs: 600_000 })) as Found;
  // The bound holds for all pages together.
  const compareAtMost = smallPage + 1;
  const { compared } = await search({ compareAtMost });
  assert.ok(
    compared <= compareAtMost,
    `in pages of ${smallPage} it compared ${compared} records, and \`compareAtMost\` is ${compareAtMost}`,
  );
  const found = await search();
  if (!found.complete) return;
  sameIds(idsOf(found), idsOf(wanted), `found in pages of ${smallPage}, and said to be everybody`);
  assert.equal(found.compared, wanted.compared, `compared in pages of ${smallPage}, and said to be everybody`);
}

/** What people write between the groups of a number. */
const marks = [" ", ".", "-", "/", "·", "_", ",", "\u00A0", "\u2009", "\u2011"] as const;

const fullWidth = (text: string) =>
  text.replaceAll(/[+\d]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfe_e0));

/** A number in the ways in which people write it; the last two match perhaps. */
function writingsOf(number: string): readonly (readonly [written: string, isCertain: boolean])[] {
  const all = digits(number);
  const groups = [all.slice(0, 2), all.slice(2, 5), all.slice(5)];
  const certain = [
    ...marks.map((mark) => `+${groups.join(mark)}`),
    `+${groups[0]} (${groups[1]}) ${groups[2]}`,
    `00${groups.join(" ")}`,
    fullWidth(`+${groups.join(" ")}`),
  ];
  const uncertain = [`+${groups.join(" ")} ext. 12`, all];
  return [
    ...certain.map((written) => [written, true] as const),
    ...uncertain.map((written) => [written, false] as const),
  ];
}

/** Countries whose own numbers may have the digits of a number of another one that lacks its plus sign. */
const manyNumbers = ["DE", "US", "AT"] as const;

async function findsAsWritten(trial: Trial): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  const numbers = (await people(trial)).flatMap(({ id, phoneNumbers }) =>
    phoneNumbers.slice(0, 1).map(({ number }) => ({ id, number })),
  );
  const [person] = numbers.filter(({ number }) => /^\+\d{9,}$/.test(number));
  if (!fetch || !person) return;
  const { shape = {} } = trial.adapter.settings as unknown as { readonly shape?: object };
  const countries = Object.hasOwn(shape, "defaultCountry") ? [undefined, ...manyNumbers] : [undefined];
  for (const [written, isCertain] of writingsOf(person.number))
    for (const [country, stored, phone] of [
      ...countries.map((each) => [each, written, person.number] as const),
      [undefined, person.number, written] as const,
    ]) {
      // What the country is matters where the plus sign is left out.
      if (country !== undefined && written.startsWith("+")) continue;
      const settings = {
        ...(trial.world.settings as object),
        fetch: rewording(fetch, (text) => (text === person.number ? stored : text)),
        ...(country && { defaultCountry: country }),
      };
      await using other = stored === person.number ? undefined : await connectedTo(withSettings(trial, settings));
      const found = (await unlessRefused(() => (other ?? trial).call(trial.capability.id, { phone, limit: 1_000 }))) as
        | Found
        | undefined;
      if (found?.how !== "compared-here") return;
      const grade: string | undefined = found.phoneMatches.find(({ candidateId }) => candidateId === person.id)?.grade;
      const what: string = `the ATS holds "${stored}" and "${phone}" is looked for${country ? `, where numbers are of ${country}` : ""}`;
      assert.ok(grade === "same" || (!isCertain && grade === "perhaps"), `${what}: it is ${grade ?? "not found"}`);
    }
}

/** An address with its domain in each script in which it may be written. */
function scriptsOf(address: string): readonly string[] {
  const [name, domain] = address.split("@") as [string, string];
  const forms = [domain, domainToASCII(domain), domainToUnicode(domain)].filter((form) => form !== "");
  return [...new Set(forms)].map((form) => `${name}@${form}`);
}

/** A name with letters whose capital is two, or is that of another letter. */
const oddName = "Noël-Weiẞ-Groß-Yıldız-İnce";

/** Where an adapter compares names itself, a name is the same in capitals and in small letters, in whatever language. */
async function findsInAnyCase(trial: Trial, { id, lastName }: Person): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch || !lastName) return;
  const renamed = (text: string) =>
    ` ${text}`.endsWith(` ${lastName}`) ? text.slice(0, -lastName.length) + oddName : text;
  await using on = await connectedTo(withFetch(trial, rewording(fetch, renamed)));
  for (const asked of [oddName, oddName.toUpperCase(), oddName.toLowerCase(), oddName.normalize("NFD")]) {
    const found = await unlessRefused(() => on.call(trial.capability.id, { lastName: asked, limit: 1000 }));
    const { how, candidates } = (found ?? { candidates: [] }) as unknown as Partial<Found>;
    const isFound = candidates?.some((each) => each.id === id);
    if (how !== "compared-here" || (asked === oddName && !isFound)) return;
    assert.ok(
      isFound,
      `the ATS holds ${oddName}, and nobody is found by ${asked}: put both into small letters, these into capitals, and those into one form of Unicode`,
    );
  }
}

/** What finding candidates promises of how a detail is compared, and of how honest it is at a limit. */
export const matchingPromises: readonly ContractPromise[] = [
  {
    promise: "finds a person by each e-mail, in any case, also with a plus or an apostrophe",
    rules: [
      {
        rule: "a person is found by an address whose domain is in another script, whichever form was asked for and whichever the ATS keeps: calls get it in ASCII (`addressForms` of `@anyats/http` gives both)",
        tried:
          "it asks in both for each such address of your world: let somebody have one like `ida@bücher.example`, where your ATS keeps such",
      },
    ],
    async run(trial) {
      const all = await people(trial);
      const several = all.find(({ emailAddresses }) => emailAddresses.length > 1);
      const odd = all.find(({ emailAddresses }) => emailAddresses.some(({ address }) => /[+']/.test(address)));
      const first = all.find(({ emailAddresses }) => emailAddresses.length > 0);
      const addresses = [several?.emailAddresses.at(-1), odd?.emailAddresses[0], first?.emailAddresses[0]].flatMap(
        (each) => each?.address ?? [],
      );
      worldHas(addresses.length > 0, "the world has no candidate with an e-mail address");
      for (const email of addresses)
        for (const asked of [email, email.toUpperCase()]) {
          const wanted = all.filter(({ emailAddresses }) =>
            emailAddresses.some(({ address }) => address.toLowerCase() === email.toLowerCase()),
          );
          const ids = wanted.map(({ id }) => id);
          sameIds(idsOf(await find(trial, { email: asked })), ids, `by ${asked}`);
        }
      // A domain in another script is kept as it was typed, or as mail servers write it.
      const foreign = all.flatMap(({ id, emailAddresses }) =>
        emailAddresses
          .filter(({ address }) => /^[^@]+@[^@]*(?:[^\0-\x7f]|xn--)/.test(address))
          .map(({ address }) => ({ id, address })),
      );
      for (const { id, address } of foreign)
        for (const asked of scriptsOf(address)) {
          const by = `by ${asked}, where the ATS holds ${address}: the call gets the domain in ASCII, and the ATS may compare letter by letter (\`addressForms\` of @anyats/http)`;
          assert.ok(idsOf(await find(trial, { email: asked })).includes(id), by);
          if (!trial.offers("candidates.stream")) continue;
          const streamed = await unlessRefused(() => trial.stream("candidates.stream", { email: asked }).toArray());
          assert.ok(!streamed || streamed.some((each) => each.id === id), `candidates.stream, ${by}`);
        }
      const nobody = await find(trial, { email: "nobody-4733@nowhere.example" });
      assert.deepEqual([nobody.candidates, nobody.complete], [[], true], "nobody has this address");
    },
  },
  {
    promise: "finds exactly those of whom each detail is true, wherever they stand in the list",
    rules: [
      {
        rule: "a search for people compares the whole of each detail: a person with a longer address is somebody else",
        tried: "it searches by an address without its first and its last letter",
      },
      {
        rule: "a search for people finds nobody who was removed",
        tried: "it removes somebody, and searches by each detail",
      },
      {
        rule: "a name that is compared here is found in capitals and in small letters, also where a letter's capital is two, or is that of another letter: `Groß` is `GROSS`, and `Yıldız` is `YILDIZ`; nor does it matter whether an accent is a character of its own (`recordFilter` of `@anyats/http` compares so)",
        tried:
          "it gives somebody such a name, and searches by it as it is, in capitals, in small letters and with accents apart",
      },
    ],
    async run(trial) {
      const all = await people(trial);
      const last = all.findLast(({ firstName, lastName }) => firstName && lastName);
      if (!last) return;
      const { firstName, lastName, emailAddresses } = last;
      const other = all.find((each) => each.firstName !== firstName && each.emailAddresses.length > 0);
      const theirs = other?.emailAddresses[0]?.address;
      const beginning = firstName!.slice(0, -1);
      // Each address counts beside the other details, and not the first alone: a search asks for it with an "or".
      const several = all.find((each) => each.firstName !== firstName && each.emailAddresses.length > 1);
      const further = several?.emailAddresses.at(-1)?.address;
      const ways: readonly Asked[] = [
        { firstName: firstName! },
        { lastName: lastName! },
        { firstName: firstName!, lastName: lastName! },
        ...(beginning.length > 1 ? [{ firstName: beginning }] : []),
        ...(lastName!.length > 2 ? [{ lastName: lastName!.slice(1) }, { lastName: lastName!.slice(0, -1) }] : []),
        ...(emailAddresses[0] ? [{ lastName: lastName!, email: emailAddresses[0].address }] : []),
        ...(theirs ? [{ firstName: firstName!, email: theirs }, ...nearly(theirs).map((email) => ({ email }))] : []),
        ...(further
          ? [
              { firstName: firstName!, email: further },
              { lastName: lastName!, email: further },
              { firstName: firstName!, lastName: lastName!, email: further },
              ...(several?.firstName ? [{ firstName: several.firstName, email: further }] : []),
            ]
          : []),
        ...(other?.firstName ? [{ firstName: other.firstName, lastName: lastName! }] : []),
      ];
      for (const asked of ways) {
        const found = await unlessRefused(() => find(trial, asked));
        if (found === undefined) continue;
        const wanted = all.filter((each) => isAsked(each, asked)).map(({ id }) => id);
        sameIds(idsOf(found), wanted, `by ${JSON.stringify(asked)}`);
      }
      await findsInAnyCase(trial, last);
      await findsNobodyRemoved(trial, last);
    },
  },
  {
    promise: "finds a person with an apostrophe in the name, and takes all details together",
    async run(trial) {
      const all = await people(trial);
      const person = all.find(({ firstName, lastName }) => firstName && lastName?.includes("'"));
      const other = all.find(({ id, firstName }) => firstName && id !== person?.id);
      if (!person || !other) return;
      const { firstName, lastName } = person;
      const same = all.filter((each) => each.lastName === lastName).map(({ id }) => id);
      sameIds(idsOf(await find(trial, { lastName })), same, `by the last name ${lastName}`);
      assert.deepEqual(
        idsOf(await find(trial, { firstName: other.firstName, lastName })).includes(person.id),
        other.firstName === firstName,
      );
    },
  },
  {
    promise: "compares phone numbers as dialled, and returns certain matches first",
    rules: [
      {
        rule: "a search by a phone number finds those who have it, and nobody else",
        tried: "it searches by a number of nobody, and compares how the numbers of those who are found end",
      },
    ],
    async run(trial) {
      const all = await people(trial);
      const isWhole = ({ number }: { readonly number: string }) => /^\+[\d ()-]{8,}$/.test(number);
      const person = all.find(({ phoneNumbers }) => phoneNumbers.some(isWhole));
      if (!person) return;
      const number = `+${digits(person.phoneNumbers.find(isWhole)!.number)}`;
      const found = await find(trial, { phone: `00${digits(number)}` });
      assert.ok(idsOf(found).includes(person.id), "with 00 for the plus");
      const grade: string | undefined = found.phoneMatches.find(({ candidateId }) => candidateId === person.id)?.grade;
      assert.equal(grade, "same", "the very same number is certain");
      assert.deepEqual(
        found.phoneMatches.map(({ candidateId }) => candidateId),
        idsOf(found),
        "one grade for each candidate, in their order",
      );
      const grades = found.phoneMatches.map((match) => match.grade);
      assert.ok(!grades.includes("same") || grades.lastIndexOf("same") < grades.concat("perhaps").indexOf("perhaps"));
      const ending = digits(number).slice(-6);
      for (const { id, phoneNumbers } of found.candidates)
        assert.ok(
          phoneNumbers.some((each) => digits(each.number).includes(ending)),
          `${id} was found by the number ${number}, and has none that ends as it does`,
        );
      const others = ["0", "5", "8"].flatMap((last) => ["1", "4", "7"].map((one) => number.slice(0, -2) + one + last));
      const nobodys = others.find(
        (other) =>
          !all.some(({ phoneNumbers }) => phoneNumbers.some((each) => digits(each.number).includes(other.slice(-6)))),
      );
      if (nobodys !== undefined)
        assert.deepEqual(idsOf(await find(trial, { phone: nobodys })), [], `by ${nobodys}, the number of nobody`);
      // Each number of a person counts, and not the first alone.
      const several = all.find(({ phoneNumbers }) => phoneNumbers.length > 1);
      for (const each of several?.phoneNumbers ?? [])
        if (digits(each.number).length >= 6)
          assert.ok(
            idsOf(await find(trial, { phone: each.number })).includes(several!.id),
            "by each of several numbers",
          );
      const noPhone = await find(trial, { lastName: person.lastName ?? "x" });
      assert.deepEqual(noPhone.phoneMatches, [], "no phone number was asked for");
    },
  },
  {
    promise: "finds a number however it is written, in the ATS and in the question",
    rules: [
      {
        rule: "a phone number is the same however it is written, in the ATS and in the question; one whose plus sign was left out is perhaps the same, whatever the country of the settings (`findAmong` compares so)",
        tried:
          "it writes a number with each of a dozen marks, with full-width digits, an extension, and without the plus sign",
      },
    ],
    run: findsAsWritten,
  },
  {
    promise: "reads a number without a country code by the country of the settings",
    async run(trial) {
      const { shape = {} } = trial.adapter.settings as unknown as { readonly shape?: object };
      if (!Object.hasOwn(shape, "defaultCountry")) return;
      for (const person of await people(trial))
        for (const { number } of person.phoneNumbers) {
          const [country, national] = nationalOf(number);
          if (country === undefined) continue;
          const settings = { ...(trial.world.settings as object), defaultCountry: country };
          await using fresh = await connectedTo(withSettings(trial, settings));
          const grades = async (on: { call(id: string, input: unknown): Promise<unknown> }) =>
            ((await on.call(trial.capability.id, { limit: 1000, phone: national })) as Found).phoneMatches
              .filter(({ candidateId }) => candidateId === person.id)
              .map(({ grade }) => grade);
          assert.deepEqual(await grades(fresh), ["same"], `${national} in ${country}`);
          assert.ok(!(await grades(trial)).includes("same"), `${national}, and nobody knows of which country`);
          return;
        }
    },
  },
  {
    promise: "reads no list of everybody where it says that the ATS compared",
    rules: [
      {
        rule: "what the ATS compares is not read as a list of everybody",
        tried: "it weighs the answers to `candidates.find`, where `how` says that the server filtered",
      },
      {
        rule: "`filtered-by-the-server` is true of what the ATS was asked for: a detail that it is not asked for is compared here",
        tried: "it looks for each detail, alone and beside an address, in what was asked, a number by its last digits",
      },
    ],
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      const way = weighing(fetch);
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const all = way.bytes();
      await fresh.stream("candidates.stream").toArray();
      const everybody = way.bytes() - all;
      const nobody = { email: "nobody-4775@nowhere.example", firstName: "Nobody4776", lastName: "Nowhere4777" };
      for (const [name, value] of Object.entries(nobody)) {
        await using other = await connectedTo(withFetch(trial, way.fetch));
        const before = way.bytes();
        const found = (await unlessRefused(() => other.call(trial.capability.id, { [name]: value }))) as
          | Found
          | undefined;
        if (!found || found.how === "compared-here") continue;
        const read = way.bytes() - before;
        assert.ok(read * 2 < everybody, `by ${name} it read ${read} bytes, and everybody is ${everybody}`);
      }
      const details = { ...nobody, phone: "+49 30 5550 4778" };
      const traces = { email: "nobody-4775", firstName: "4776", lastName: "4777", phone: "4778" } as const;
      const names = Object.keys(traces) as readonly (keyof typeof traces)[];
      // One by one, and each beside an address.
      for (const [name, other] of names.flatMap((each) => [[each, each] as const, [each, "email"] as const])) {
        const input = { [name]: details[name], [other]: details[other] };
        const { asked, given } = await askedBy(trial, () => unlessRefused(() => find(trial, input)));
        if (given?.how !== "filtered-by-the-server") continue;
        const text = textOf(asked).toLowerCase();
        for (const each of [name, other])
          assert.ok(
            text.includes(traces[each]),
            `by ${name} and ${other}: it says that the server filtered, and has not asked the server for ${each}`,
          );
      }
    },
  },
  {
    promise: "says honestly whether it looked at everything, where it stops at a limit",
    rules: [
      {
        rule: "a search reads every page, however small the pages are, or says that it is not `complete`",
        tried: "it lowers the page size on its way to the ATS",
      },
      {
        rule: "a search says honestly how many records it compared, never more than `compareAtMost` (`findAmong` of `@anyats/http` counts)",
        tried: "it asks with 1, 2 and 3, also in pages of two records",
      },
    ],
    async run(trial) {
      const all = await people(trial);
      const groups = [...Map.groupBy(all, ({ lastName }) => lastName)].filter(([name]) => name !== null);
      const [name, several] = groups.toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
      if (!several || several.length < 2) return;
      const count = several.length;
      const whole = await find(trial, { lastName: name });
      assert.deepEqual([whole.candidates.length, whole.complete], [count, true], "with room for all");
      const cut = await find(trial, { lastName: name, limit: count - 1 });
      assert.deepEqual([cut.candidates.length, cut.complete], [count - 1, false], "with room for all but one");
      const more = await find(trial, { lastName: name, limit: count + 1 });
      assert.deepEqual([more.candidates.length, more.complete], [count, true], "with room for one more");
      const phone = all.find(({ phoneNumbers }) => phoneNumbers.length > 0)?.phoneNumbers[0]?.number;
      if (phone === undefined) return;
      const byPhone = await find(trial, { phone });
      if (byPhone.how !== "compared-here") return;
      assert.ok(byPhone.complete && byPhone.compared >= all.length, "it compared fewer records than there are");
      for (const compareAtMost of [3, 2]) {
        const { compared } = await find(trial, { phone, compareAtMost });
        assert.ok(
          compared <= compareAtMost,
          `it compared ${compared} records, and \`compareAtMost\` is ${compareAtMost}`,
        );
      }
      const few = await find(trial, { phone, compareAtMost: 1 });
      assert.ok(few.compared <= 1, `it compared ${few.compared} records, and \`compareAtMost\` is 1`);
      assert.equal(few.complete, false, "it stopped at `compareAtMost`, and says that it looked at everything");
      await cutsUncertainOnes(trial, all);
      await readsSmallPages(trial, phone, byPhone);
    },
  },
];
