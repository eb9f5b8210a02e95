import { getEventListeners } from "node:events";

/** What a process holds that can be left behind. */
interface Held {
  readonly sockets: number;
  readonly timers: number;
  readonly listeners: number;
}

/** Counts what is held now: open sockets of both sides, timers that wait, listeners of the process and of signals. */
export function held(signals: readonly AbortSignal[]): Held {
  const resources = process.getActiveResourcesInfo();
  const count = (name: string) => resources.filter((resource) => resource === name).length;
  const ofProcess = process.eventNames().reduce((total, name) => total + process.listenerCount(name), 0);
  const ofSignals = signals.reduce((total, signal) => total + getEventListeners(signal, "abort").length, 0);
  return { sockets: count("TCPSocketWrap"), timers: count("Timeout"), listeners: ofProcess + ofSignals };
}

/** What is held beyond a base line. */
export function beyond(base: Held, now: Held): Held {
  const more = (name: keyof Held) => Math.max(0, now[name] - base[name]);
  return { sockets: more("sockets"), timers: more("timers"), listeners: more("listeners") };
}

const isNothing = ({ sockets, timers, listeners }: Held): boolean => sockets + timers + listeners === 0;

/** How often it is looked at what is left, in milliseconds. */
const betweenLooksMs = 25;

/** Waits until nothing is left, for so long (in milliseconds): idle sockets are kept for a while for the next call. */
export async function leftOver(base: Held, signals: readonly AbortSignal[], waitMs: number): Promise<Held> {
  const end = performance.now() + waitMs;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
    // The timer of this pause must be over before timers are counted.
    await new Promise((resolve) => setImmediate(resolve));
    const left = beyond(base, held(signals));
    if (isNothing(left) || performance.now() > end) return left;
  }
}
