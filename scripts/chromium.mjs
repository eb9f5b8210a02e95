// Says where a Chromium is that tests can drive, and installs one when there is none: the last line is its path.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Whether Debian's packages can be installed here, and by this user. */
function isDebianAsRoot() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // The set-up talks on stderr: stdout belongs to the path.
  const { status } = spawnSync("apt-get", args, { env, stdio: ["ignore", 2, 2] });
  if (status !== 0)
    throw new Error(`apt-get ${args.join(" ")} failed; install Chromium yourself and set CHROMIUM_PATH`);
}

/**
 * The path of a Chromium, installed first when need be.
 * @throws {Error} when there is none and none can be installed; the message says what to do.
 */
export function chromiumPath() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is not there`);
  const found = named || places.find((place) => existsSync(place));
  if (found) return found;
  if (!isDebianAsRoot())
    throw new Error("there is no Chromium: install Chromium or Chrome, or set CHROMIUM_PATH to where it is");
  console.error("chromium: installing it with apt-get (once)");
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
  if (!existsSync(places[0])) throw new Error(`apt-get installed chromium, but ${places[0]} is not there`);
  return places[0];
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(chromiumPath());
  } catch (error) {
    console.error(`chromium: ${error.message}`);
    process.exitCode = 1;
  }
}
