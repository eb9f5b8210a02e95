import { z } from "zod";

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
export function secret(): z.ZodPipe<z.ZodString, z.ZodTransform<Secret, string>> {
  return z
    .string()
    .min(1, "must not be empty")
    .refine((value) => !/[\s\u0000-\u001f\u007f]/.test(value), "must hold no white space or control character")
    .transform((value) => new Secret(value));
}
