import type { EmulatorFor } from "@anyats/emulator";

/** Where every record says the same, a constant looks like a field; where a list has one entry, the first looks like all. */
export function sayMore({ odoo }: Pick<EmulatorFor<"odoo">, "odoo">): void {
  const nth = (model: string, place: number) => odoo.ids(model).at(place);
  // A small world has fewer records.
  const change = (model: string, id: unknown, values: Readonly<Record<string, unknown>>) => {
    if (typeof id === "number") odoo.write(model, id, values);
  };
  const of = (model: string, id: number | undefined, field: string) => id !== undefined && odoo.value(model, id, field);

  // Who recruits for a job also interviews for it, beside somebody else.
  const job = nth("hr.job", 1);
  const recruiter = of("hr.job", job, "user_id");
  const others = odoo.ids("res.users").filter((id) => id !== recruiter);
  if (recruiter) change("hr.job", job, { interviewer_ids: [recruiter, ...others.slice(0, 1)] });

  // An interview with two people, and another one of the same application, which was called off.
  const interview = nth("calendar.event", 1);
  const attendees = odoo.ids("res.users").slice(0, 2);
  const partner_ids = attendees.map((id) => Number(odoo.value("res.users", id, "partner_id")));
  change("calendar.event", interview, { name: "With the team", partner_ids });
  change("calendar.event", nth("calendar.event", 2), {
    applicant_id: of("calendar.event", interview, "applicant_id"),
    name: "The second one",
    active: false,
    videocall_location: "https://meet.example.com/second",
  });

  change("mail.message", nth("mail.message", 1), { body: "<p>Asked &lt; 3 questions</p>" });

  const country_id = odoo.create("res.country", { name: "PL" });
  const person = nth("hr.candidate", 1);
  for (const place of [of("hr.job", job, "address_id"), of("hr.candidate", person, "partner_id")])
    change("res.partner", place, { street2: "Floor 2", country_id });
}
