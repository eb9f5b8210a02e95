import { handles, integration } from "@anyats/core";
import { method, methods } from "../routes.ts";
import { ACCESS } from "../rpc/access.ts";
import { SERVER } from "../rpc/server.ts";
import { ODOO_SETTINGS } from "../settings.ts";

/**
 * Signs in, and looks whether the user can see what a connection needs: each of a wrong address, version, database, login or key,
 * a missing app and missing rights ends in an error of its own.
 */
export const checkKey = handles(integration.checkKey, {
  routes: [
    ...methods("common/version", "common/authenticate", "hr.applicant/fields_get", "hr.applicant/has_access"),
    method("res.users/context_get"),
    method("hr.applicant/check_access_rights"),
  ],
  inject: { access: ACCESS, server: SERVER, settings: ODOO_SETTINGS },
  async handle(_input, call, { access, server, settings }) {
    const { name } = await server.session(call);
    // What was found before says nothing of now.
    await access.requireAll(call, true);
    return {
      environmentId: `${settings.database} (Odoo ${/^[\w.~+-]{1,40}$/.test(name) ? name : "of an unknown version"})`,
      customerId: null,
    };
  },
});
