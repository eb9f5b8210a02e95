// A server that does nothing but send pages that were serialised before: what is measured is the client.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const pageSize = 250;

/** A full-size candidate as Kombo sends it, about 2.4 kB. */
function candidate(index: number): object {
  const id = `C${String(index).padStart(23, "Z")}`;
  const at = "2026-03-14T09:26:53.589Z";
  const job = (n: number) => ({
    id: `J${String(n).padStart(23, "3")}`,
    name: "Forklift operator, night shift",
    remote_id: String(4000 + n),
  });
  const stage = {
    id: "S22222222222222222222222",
    name: "Phone interview",
    remote_id: "77",
    index: 2,
    status: "ACTIVE",
    custom_fields: null,
  };
  const application = (n: number) => ({
    id: `A${String(index * 3 + n).padStart(23, "4")}`,
    remote_id: `${index}:${n}`,
    outcome: "PENDING",
    rejection_reason_name: null,
    rejected_at: null,
    remote_url: `https://ats.example.com/applications/${index}-${n}`,
    changed_at: at,
    remote_created_at: at,
    remote_updated_at: at,
    current_stage: stage,
    job: job(n),
  });
  return {
    id,
    remote_id: String(100_000 + index),
    first_name: "Élodie",
    last_name: "Nguyễn-O'Brien",
    company: "Example Logistics Incorporated",
    title: "Warehouse associate and forklift operator",
    source: "Career site",
    confidential: false,
    phone_numbers: [
      { phone_number: "+1 212 555 0199", type: "MOBILE" },
      { phone_number: "+1 212 555 0123", type: "HOME" },
    ],
    email_addresses: [
      { email_address: `person${index}@example.com`, type: "PERSONAL" },
      { email_address: `work${index}@example.com`, type: "WORK" },
    ],
    social_media: [{ link: "https://social.example.com/in/person", type: "LINKEDIN", username: "person" }],
    location: {
      city: "Albany",
      country: "US",
      raw: "12 Main Street, Albany, NY 12207",
      state: "NY",
      street_1: "12 Main Street",
      street_2: null,
      zip_code: "12207",
    },
    custom_fields: {
      shift: "night",
      certificates: ["forklift", "first aid"],
      hourly_wage: 23.5,
      notes: "Prefers weekends. ".repeat(20),
    },
    integration_fields: [{ id: "f1", key: "shift", type: "CUSTOM", value: "night", label: "Shift" }],
    remote_url: `https://ats.example.com/candidates/${index}`,
    remote_data: null,
    remote_created_at: at,
    remote_updated_at: at,
    remote_deleted_at: null,
    changed_at: at,
    applications: [application(1), application(2), application(3)],
    tags: [
      { id: "T55555555555555555555555", name: "available now", remote_id: "5" },
      { id: "T66666666666666666666666", name: "own car", remote_id: "6" },
    ],
  };
}

const results = JSON.stringify(Array.from({ length: pageSize }, (_, index) => candidate(index)));
const [before, after] = ['{"status":"success","data":{"next":', `,"results":${results}}}`];

/** What a verifying pass asks for first: the source has everything. */
const integration = JSON.stringify({
  status: "success",
  data: {
    id: "avionte:L7tEb7AA573EvpMyDvpQ7UiE",
    tool: { id: "avionte", label: "Avionté" },
    category: "ATS",
    status: "ACTIVE",
    setup_status: "COMPLETED",
  },
});

/** The records of a page with ids of their own: a copy must hold all of them. */
function ofPage(page: number): string {
  const id = `"id":"C${String(page).padStart(8, "Y")}`;
  return after.replaceAll('"id":"CZZZZZZZZ', id).replaceAll('"remote_id":"100', `"remote_id":"${page}-100`);
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname.includes("/integrations/")) return void response.end(integration);
  const [latency = 0, pages = 1] = url.pathname.split("/").slice(1, 3).map(Number);
  const page = Number(url.searchParams.get("cursor") ?? 0);
  const own = url.pathname.includes("/distinct/") ? ofPage(page) : after;
  const body = `${before}${page + 1 < pages ? `"${page + 1}"` : "null"}${own}`;
  const send = () => {
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  };
  if (latency > 0) setTimeout(send, latency);
  else send();
});
server.listen(0, "127.0.0.1", () =>
  process.send?.({
    port: (server.address() as AddressInfo).port,
    recordBytes: Math.round(Buffer.byteLength(results) / pageSize),
  }),
);
process.on("disconnect", () => process.exit());
