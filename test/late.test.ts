import { expect, test } from "vitest";
import { late } from "../src/late.ts";

type Greeter = { greet: (name: string) => Promise<string>; part: () => Promise<string> };

function counted() {
  let loads = 0;
  const port = late<Greeter>(async () => {
    loads += 1;
    return { greet: async (name) => `good day, ${name}`, part: async () => Promise.reject(new Error("it rains")) };
  });
  return { port, loads: () => loads };
}

test("an adapter is loaded with its first question, and once", async () => {
  const { port, loads } = counted();
  expect(loads()).toBe(0);
  expect(await Promise.all([port.greet("Kim"), port.greet("Lee")])).toEqual(["good day, Kim", "good day, Lee"]);
  expect(loads()).toBe(1);
});

test("its trouble reaches who asked", async () => {
  await expect(counted().port.part()).rejects.toThrow("it rains");
});

test("a port that is handed on through a promise is not asked", async () => {
  const { port, loads } = counted();
  expect(await Promise.resolve(port)).toBe(port);
  expect(loads()).toBe(0);
});
