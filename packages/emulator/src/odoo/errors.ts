import { AtsRefusal } from "../world/collection.ts";

/** An exception of Odoo's, by the class that answers name it with. */
export class OdooFailure extends AtsRefusal {
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.exception = exception;
  }
}

const failing = (exception: string) => (message: string) => new OdooFailure(exception, message);

export const accessDenied = failing("odoo.exceptions.AccessDenied");
export const accessError = failing("odoo.exceptions.AccessError");
export const missingError = failing("odoo.exceptions.MissingError");
export const userError = failing("odoo.exceptions.UserError");
export const validationError = failing("odoo.exceptions.ValidationError");
export const valueError = failing("builtins.ValueError");
export const typeError = failing("builtins.TypeError");
export const attributeError = failing("builtins.AttributeError");
export const assertionError = failing("builtins.AssertionError");
export const outOfRange = failing("psycopg2.errors.NumericValueOutOfRange");
export const unknownDatabase = (name: string) =>
  new OdooFailure(
    "psycopg2.OperationalError",
    `connection to server at "db" (10.0.0.7), port 5432 failed: FATAL: database "${name}" does not exist`,
  );
