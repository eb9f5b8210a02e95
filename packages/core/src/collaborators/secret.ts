import { z } from "zod/mini";

/** A key or a password. It shows itself to no log, error, JSON or inspection; only `reveal` gives it out. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value, for the one place that puts it into a request. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]";
  }
}

/** A setting that holds a secret. */
export function secret(): z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<Secret, string>> {
  return z.pipe(
    z.string().check(
      z.minLength(1, "must not be empty"),
      z.refine((value) => !/[\s\u0000-\u001f\u007f]/.test(value), "must hold no white space or control character"),
    ),
    z.transform((value) => new Secret(value)),
  );
}
