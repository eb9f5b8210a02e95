import { describe, expect, it } from "vitest";
import {
  all,
  connect,
  defineAdapter,
  handles,
  jobs,
  maybe,
  page,
  token,
  type Call,
  type Injected,
} from "../src/index.ts";
import { RememberingJob, described, remembering, type Memory } from "./fixtures/remembering-adapter.ts";
import { GetToyJob, StreamToyJobs, job, toy } from "./fixtures/toy-adapter.ts";

describe("a handler's collaborators", () => {
  it("are inherited by a subclass that writes nothing of them", async () => {
    class Louder extends RememberingJob {
      override async handle(input: { id: string } | { remoteId: string }, call: Call) {
        const quiet = await super.handle(input, call);
        return { ...quiet, title: quiet.title.toUpperCase() };
      }
    }
    const louder = defineAdapter({
      ...described,
      id: "louder",
      extends: remembering,
      handlers: [handles(jobs.get, Louder)],
    });
    expect((await (await connect(louder, { apiKey: "k" })).jobs.get({ id: "a" })).title).toBe("K: 1 A");
  });

  it("may be several, or absent, and a subclass may ask for more", async () => {
    const WORD = token<string>("test/word");
    const NOTHING = token<string>("test/nothing");
    class Telling extends GetToyJob {
      static override readonly inject = { ...GetToyJob.inject, words: all(WORD), nothing: maybe(NOTHING) };
      readonly #given: Injected<typeof Telling.inject>;
      constructor(given: Injected<typeof Telling.inject>) {
        super();
        this.#given = given;
      }
      override handle() {
        return Promise.resolve({ ...job("x"), title: `${this.#given.words.join()} ${this.#given.nothing}` });
      }
    }
    const telling = defineAdapter({
      ...described,
      id: "telling",
      extends: toy,
      handlers: [handles(jobs.get, Telling)],
      bindings: ({ bind }) => {
        bind(WORD).toConstantValue("one");
        bind(WORD).toConstantValue("two");
      },
    });
    expect((await (await connect(telling, { apiKey: "k" })).jobs.get({ id: "a" })).title).toBe("one,two undefined");
  });

  it("do not compile when the constructor asks for others than it names", () => {
    class Wrong extends GetToyJob {
      static override readonly inject = { memory: token<number>("test/number") };
      constructor(_given: { readonly memory: string }) {
        super();
      }
    }
    class Unnamed extends GetToyJob {
      readonly #memory: Memory;
      constructor({ memory }: { readonly memory: Memory }) {
        super();
        this.#memory = memory;
      }
      override handle() {
        return Promise.resolve(job(this.#memory.seen.join()));
      }
    }
    // @ts-expect-error the constructor takes a text where a number is named
    const wrong = () => handles(jobs.get, Wrong);
    // @ts-expect-error the constructor takes something, and nothing is named
    const unnamed = () => handles(jobs.get, Unnamed);
    for (const compiled of [wrong, unnamed]) expect(compiled).not.toThrow();
  });

  it("reach a stream as they reach a call", async () => {
    class Counting extends StreamToyJobs {
      get shelf() {
        return this.collaborators.settings.shelf;
      }
      override fetchPage() {
        return Promise.resolve(page([{ ...job("a"), title: String(this.shelf) }], null));
      }
    }
    const counting = defineAdapter({
      ...described,
      id: "counting",
      extends: toy,
      handlers: [handles(jobs.stream, Counting)],
    });
    const ats = await connect(counting, { apiKey: "k", shelf: "top" });
    expect((await ats.jobs.stream().toArray())[0]?.title).toBe("top");
  });
});
