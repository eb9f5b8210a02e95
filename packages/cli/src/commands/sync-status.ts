import type { Sync } from "@anyats/sync";
import { oneLine } from "../terminal.ts";

const age = (ms: number | null): string => {
  if (ms === null) return "never";
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
};

type Status = Awaited<ReturnType<Sync["status"]>>[number];
type StreamStatus = Status["streams"][number];

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function streamLine(stream: StreamStatus, isRead: boolean): string {
  const name = stream.stream.padEnd(22);
  if (!stream.scheduled) return `  ${name} not scheduled: ${stream.notScheduled ?? ""}`;
  const parts = [
    `${stream.records} records`,
    stream.staleMs === null ? "no first pass yet" : `${age(stream.staleMs)} old`,
  ];
  if (!isRead) parts.push("not read");
  const { pass } = stream;
  if (pass) parts.push(`${pass.kind} pass: ${pass.records} records in ${pass.pages} pages`);
  if (pass?.perSecond != null && stream.working) parts.push(`${pass.perSecond} a second`);
  if (pass?.leftMs != null) parts.push(`about ${age(pass.leftMs)} left`);
  if (stream.setAside > 0) parts.push(`${stream.setAside} set aside`);
  if (stream.held > 0) parts.push(`${stream.held} deletions held`);
  if (stream.lastError) parts.push(`failed ${times(stream.failures)}: ${stream.lastError.code}`);
  return `  ${name} ${parts.join(", ")}`;
}

const actors = { you: "you", customer: "the customer" } as const;

function quotaLine({ waiting, until }: Status["quota"]): readonly string[] {
  if (waiting === 0 && until === null) return [];
  return [`  quota: ${waiting} requests wait${until === null ? "" : `; none is let through before ${until}`}`];
}

function connectionLines(status: Status): readonly string[] {
  const { id, adapter, state, reason, streams, writes, needs, quota, retryAt } = status;
  const goesOn = reason && reason.who === "nobody" ? `: ${reason.message}` : "";
  return [
    `${id} (${adapter}): ${state}${goesOn}${reason && retryAt ? `; next try at ${retryAt}` : ""}`,
    ...needs.map(({ who, message, advice }) => `  ! ${actors[who]} must act: ${message} ${advice}`),
    ...streams.map((stream) => streamLine(stream, state !== "disconnected" && state !== "paused")),
    ...quotaLine(quota),
    ...(writes.queued + writes.unknown + writes.failed > 0
      ? [`  writes: ${writes.queued} queued, ${writes.unknown} unknown, ${writes.failed} failed`]
      : []),
  ];
}

/** How `anyats sync status` selects and prints connections. */
export interface StatusOptions {
  readonly json?: boolean;
  readonly search?: string;
  readonly trouble?: boolean;
  readonly limit?: number;
}

/** The text of `anyats sync status`, and how many connections it leaves out. */
export async function showStatus(
  sync: Sync,
  id: string | undefined,
  options: StatusOptions,
): Promise<{ readonly text: string; readonly left: number }> {
  if (id !== undefined) await sync.connections.get(id);
  const { search, trouble, limit = 50 } = options;
  const query = { limit, ...(search !== undefined && { search }), ...(trouble && { trouble }) };
  const { connections, total } =
    id === undefined ? await sync.statusPage(query) : { connections: await sync.status(id), total: 1 };
  const left = total - connections.length;
  if (options.json) return { text: `${JSON.stringify(connections, null, 2)}\n`, left };
  if (total > 0) return { text: `${connections.flatMap(connectionLines).map(oneLine).join("\n")}\n`, left };
  const isNarrowed = search !== undefined || trouble === true;
  return { text: isNarrowed ? "No connection matches.\n" : "No connection. Add one with `anyats sync add`.\n", left };
}
