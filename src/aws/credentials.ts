/** In the SDK's shape. */
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string; expiration?: Date };

export type CredentialsProvider = () => Promise<Credentials>;

/** There are no credentials to sign with: nothing was sent to AWS. */
export class NoCredentials extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoCredentials";
  }
}

export type CredentialLimits = {
  /** How long the whole chain (files, processes, web identity, instance metadata) may take, in milliseconds. */
  timeoutMs: number;
  /** How long a failure stands before the chain is walked again, in milliseconds. */
  keepFailureMs: number;
};

/**
 * One walk of the chain for all clients: those who ask meanwhile share it, a success is kept until it is about to
 * expire, a failure for a little while, so that a dozen questions without credentials do not each wait for an instance
 * metadata service that is not there.
 */
export function shareCredentials(
  loadChain: () => Promise<CredentialsProvider>,
  limits: CredentialLimits,
): CredentialsProvider {
  let chain: Promise<CredentialsProvider> | undefined;
  let walk: Promise<Credentials> | undefined;
  let kept: Credentials | undefined;
  let failure: { error: NoCredentials; until: number } | undefined;

  async function walkChain(): Promise<Credentials> {
    try {
      chain ??= loadChain();
      const provider = await chain;
      kept = await within(limits.timeoutMs, provider());
      return kept;
    } catch (error) {
      const message = error instanceof Error ? error.message : "the credential chain failed";
      failure = { error: new NoCredentials(message), until: performance.now() + limits.keepFailureMs };
      throw failure.error;
    } finally {
      walk = undefined;
    }
  }

  return () => {
    if (kept && outlives(kept, REFRESH_BEFORE_MS)) return Promise.resolve(kept);
    if (failure && performance.now() < failure.until) return Promise.reject(failure.error);
    walk ??= walkChain();
    return walk;
  };
}

/** The SDK's own chain begins to renew credentials as long before they expire. */
const REFRESH_BEFORE_MS = 300_000;

function outlives({ expiration }: Credentials, ms: number): boolean {
  return expiration === undefined || expiration.getTime() - Date.now() > ms;
}

/** The SDK's own chain; it leaves out empty environment variables and waits a second for instance metadata. */
export async function defaultChain(): Promise<CredentialsProvider> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider();
}

function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no credentials within ${timeoutMs} ms`)), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
