import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";

/** How a program ended. `status` is null where it could not be started or was killed. */
export type Ended = { status: number | null; stdout: string; stderr: string };

/**
 * Runs a program to its end, with this process's Node in front and nothing of this process's configuration: only what
 * programs need to find each other and npm its settings.
 */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = {
    ...settingsOfNpm(),
    PATH: [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    HOME: process.env.HOME,
    ...extra,
  };
  return new Promise((resolve) => {
    const child = execFile(program, args, { cwd, env, maxBuffer: 16 * 1024 * 1024 }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** Where npm finds packages may be told by the environment instead of a file. */
function settingsOfNpm(): Readonly<Record<string, string | undefined>> {
  const names = /^(?:npm_config_(?:registry|cache|cafile|proxy|https_proxy|userconfig)|node_extra_ca_certs)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => names.test(name)));
}
