/** A job as the server keeps it. */
export interface StoredJob {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
}

/** My ATS in miniature, behind a `fetch`: it answers the routes that the handlers use. Make it as true as you can. */
export class JobServer {
  readonly apiKey = "a-good-key";
  readonly jobs = new Map<string, StoredJob>();
  #now = Date.parse("2026-11-23T09:00:00Z");

  constructor() {
    for (let n = 1; n <= 23; n += 1) {
      const id = `j${String(n).padStart(3, "0")}`;
      const at = new Date(this.#now - n * 3_600_000).toISOString();
      const created_at = new Date(this.#now - (n + 24) * 3_600_000).toISOString();
      const status = ["open", "closed", "draft"][n % 3]!;
      this.jobs.set(id, { id, title: `Job ${n}`, status, created_at, updated_at: at, deleted_at: null });
    }
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Somebody works in the ATS. */
  change(
    id: string,
    change: { readonly title: string } | { readonly status: string } | { readonly deleted: boolean },
  ): void {
    this.#now += 60_000;
    const at = this.now().toISOString();
    const job = this.jobs.get(id)!;
    const changed = "deleted" in change ? { deleted_at: change.deleted ? at : null } : change;
    this.jobs.set(id, { ...job, ...changed, updated_at: at });
  }

  /** Answers a request. */
  answer(request: Request): Response {
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get("authorization") !== `Bearer ${this.apiKey}`) return new Response(null, { status: 401 });
    const [, , id] = pathname.split("/");
    if (id === undefined) return this.#list(searchParams);
    const job = this.jobs.get(decodeURIComponent(id));
    return job ? Response.json(job) : new Response(null, { status: 404 });
  }

  #list(query: URLSearchParams): Response {
    const among = (name: string, value: string) => query.get(name)?.split(",").includes(value) ?? true;
    const found = [...this.jobs.values()].filter(
      (job) =>
        among("ids", job.id) &&
        among("status", job.status) &&
        (job.deleted_at === null || query.has("include_deleted")) &&
        job.updated_at >= (query.get("updated_after") ?? ""),
    );
    const rest = found.filter(({ id }) => id > (query.get("after") ?? ""));
    const jobs = rest.slice(0, Number(query.get("limit")));
    return Response.json({ jobs, next: rest.length > jobs.length ? jobs.at(-1)!.id : null });
  }
}
