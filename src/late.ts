/**
 * A port whose adapter is loaded with its first question, and not before: a command that asks nothing, or answers before
 * it asks, does not wait for libraries. Every member of `P` must be a function that returns a promise.
 */
export function late<P extends object>(load: () => Promise<P>): P {
  let loaded: Promise<P> | null = null;

  async function call(name: string | symbol, asked: readonly unknown[]): Promise<unknown> {
    loaded ??= load();
    const adapter = await loaded;
    const method: unknown = Reflect.get(adapter, name);
    if (typeof method !== "function") throw new TypeError(`The adapter answers no ${String(name)}.`);
    return Reflect.apply(method, adapter, asked);
  }

  const methods = new Map<string | symbol, (...asked: readonly unknown[]) => Promise<unknown>>();
  return new Proxy<P>(Object.create(null), {
    get(_, name) {
      // Whoever awaits a port, by being handed it through a promise, must not call it.
      if (name === "then") return undefined;
      const method = methods.get(name) ?? ((...asked) => call(name, asked));
      methods.set(name, method);
      return method;
    },
  });
}
