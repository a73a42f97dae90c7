import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CREDENTIALS } from "../aws/on-stand-in.ts";
import { freePort } from "../free-port.ts";

/** moto's server (Python), an independent stand-in for IAM and STS: https://docs.getmoto.org */
const PROGRAM = "moto_server";

export async function hasMoto(): Promise<boolean> {
  const child = spawn(PROGRAM, ["--help"], { stdio: "ignore" });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (status) => resolve(status === 0));
  });
}

export type Shape = { user: string; policy: string; group: string; tag: { key: string; value: string } };

export async function startMoto() {
  const port = await freePort();
  const child = spawn(PROGRAM, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "close");
  };
  await answering(`${url}/moto-api/`, 40_000);
  return { url, close, makeUser: (shape: Shape) => makeUser(url, shape) };
}

async function makeUser(endpoint: string, { user, policy, group, tag }: Shape) {
  const client = new IAMClient({ region: "us-east-1", endpoint, credentials: CREDENTIALS });
  const UserName = user;
  await client.send(new CreateUserCommand({ UserName, Tags: [{ Key: tag.key, Value: tag.value }] }));
  await client.send(new CreateGroupCommand({ GroupName: group }));
  await client.send(new AddUserToGroupCommand({ UserName, GroupName: group }));
  const Statement = [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*" }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await client.send(new PutUserPolicyCommand({ UserName, PolicyName: policy, PolicyDocument }));
  const make = async () => (await client.send(new CreateAccessKeyCommand({ UserName }))).AccessKey?.AccessKeyId ?? "";
  const [active, inactive] = [await make(), await make()];
  await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: inactive, Status: "Inactive" }));
  client.destroy();
  return { active, inactive };
}

async function answering(url: string, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    const answer = await fetch(url).catch(() => null);
    if (answer) return;
    await sleep(50);
  }
  throw new Error(`${PROGRAM} did not answer within ${withinMs} ms`);
}
